import type { EntityManager } from 'typeorm';
import { CardInstance } from '../../entities';
import { STANDARD_EDITION, DINGTALK_CARDS_PATH, DINGTALK_ROBOT_PATH } from '../../src/channels/dingtalk';
import type { DingtalkConfig } from '../../src/config/dingtalk';
import type { Service } from '../../src/config';
import { DEMO_PEOPLE } from '../../src/directory/demo';
import { addIdentity } from '../../src/directory/edits';
import type { HazardAction } from '../../src/domain/hazard/types';
import { startFakeDingtalk } from '../fakes/dingtalk/server';
import type { Delivery, FakeDingtalk, FakeDingtalkOptions } from '../fakes/dingtalk/server';
import type { Fields } from '../fakes/dingtalk/state';
import { openTestDatabase } from './databases';
import type { TestDatabase } from './databases';
import { ACCOUNTS, accountOf, seedEnterprise } from './enterprise';
import { startHouse } from './house';
import type { House } from './house';
import type { TalkingHouse } from './journeys';

/** More than any test needs in a second, so that limits stand only where a test is about them. */
const PLENTY = 1_000;
/** A template of the organisation's own, published on the fake. */
export const OWN_TEMPLATE = '0b7a6c1e-demo-template.schema';

export interface DingtalkHouseOptions {
  readonly database: 'sqlite' | 'mysql';
  /** Joins a database and a platform that are there already; they are then not closed with this house. */
  readonly beside?: Pick<DingtalkHouse, 'database' | 'dingtalk'>;
  /** By default the Stream. */
  readonly mode?: DingtalkConfig['mode'];
  readonly dingtalk?: FakeDingtalkOptions;
  /** Whatever differs from an installation with much of everything. */
  readonly settings?: Partial<DingtalkConfig>;
  readonly services?: readonly Service[];
  /** Business time, epoch ms. */
  readonly now?: number;
}

/** A card on somebody's screen together with what its buttons mean. */
export interface DingtalkCardOnScreen {
  readonly row: CardInstance;
  readonly delivery: Delivery;
}

/** The product over DingTalk alone, and its people on their telephones. */
export interface DingtalkHouse extends House, TalkingHouse {
  readonly dingtalk: FakeDingtalk;
  readonly robotUrl: string;
  readonly cardsUrl: string;
  readonly eventsUrl: string;
  /** Sends any robot message by the door of the mode; resolves when it was acknowledged. */
  post(message: Fields): Promise<void>;
  /** Sends any press by the door of the mode; resolves when it was acknowledged. */
  postPress(press: Fields): Promise<void>;
  /** Sends a text; resolves when it was acknowledged. */
  send(name: string, text: string, over?: Fields): Promise<void>;
  /** Cards on his screen that have this button, newest first. */
  cardsWith(name: string, action: HazardAction, hazardId?: string): Promise<readonly DingtalkCardOnScreen[]>;
  /** Presses this button of this card, whoever does it; resolves when it was acknowledged. */
  click(
    card: DingtalkCardOnScreen,
    action: HazardAction,
    by: string,
    selections?: Readonly<Record<string, readonly string[]>>,
  ): Promise<void>;
  /** What arrived since this was last asked, in order, as words. */
  heard(name: string): readonly string[];
  /** Everything that came so far is read. */
  forget(): void;
  /** Closes everything; rejects when an error was logged, or the platform found fault, that the test did not declare. */
  close(): Promise<void>;
}

/** All words of a message as it stands on the screen. */
export function dingtalkWords(delivery: Delivery): string {
  if (delivery.text !== null) return delivery.text;
  if (delivery.outTrackId === null) return `[${delivery.type}]`;
  return Object.entries(delivery.shown)
    .filter(([name, value]) => value !== '' && !/^(key|url|style|tone|status|buttonCount)/.test(name))
    .map(([, value]) => value)
    .join('\n');
}

/** The invented enterprise in an empty database, everybody reachable on DingTalk under the account he has on WeCom. */
export async function seedOnDingtalk(database: TestDatabase, corpId: string, now?: number): Promise<void> {
  await seedEnterprise(database.store, now);
  await database.store.transaction(async (manager) => {
    for (const person of DEMO_PEOPLE)
      await addIdentity(manager, { personId: person.id, channel: 'dingtalk', corp: corpId, externalId: accountOf(person.name) });
  });
}

/** Settings of an app with much of everything on a fake. */
export function richSettings(dingtalk: FakeDingtalk): DingtalkConfig {
  return {
    ...dingtalk.settings,
    mode: 'stream',
    editionName: 'standard',
    edition: { ...STANDARD_EDITION, callsPerMonth: 1_000_000, messagesPerMonth: 1_000_000, qps: PLENTY },
    publicCardTemplate: true,
    publicUrl: 'https://safety.example.invalid',
  };
}

/** Starts it. See `DingtalkHouse`. */
export async function startDingtalkHouse(options: DingtalkHouseOptions): Promise<DingtalkHouse> {
  const database = options.beside?.database ?? (await openTestDatabase(options.database));
  const mode = options.mode ?? 'stream';
  const skew = { ms: 0 };
  const dingtalk =
    options.beside?.dingtalk ??
    (await startFakeDingtalk({
      members: ACCOUNTS,
      qps: PLENTY,
      callsPerMonth: 1_000_000,
      messagesPerMonth: 1_000_000,
      now: () => Date.now() + skew.ms,
      ...options.dingtalk,
    }));
  if (!options.beside) await seedOnDingtalk(database, dingtalk.platform.keys.corpId, options.now);
  const house = await startHouse({
    database,
    config: {
      dingtalk: { ...richSettings(dingtalk), mode, ...options.settings },
    },
    services: options.services,
    now: options.now,
    onPassed: (ms) => {
      skew.ms += ms;
    },
  });
  const people = createDingtalkPeople({ house, dingtalk, mode });
  if (mode === 'http') await dingtalk.until(() => dingtalk.routes.size > 0);
  else if (!options.beside) await dingtalk.until(() => dingtalk.gateway.connections === 1);
  return {
    ...house,
    ...people,
    dingtalk,
    eventsUrl: `${house.url}/callbacks/dingtalk/events`,
    async close() {
      await house.product.stop();
      const undeclared = house.log.undeclared();
      const { violations } = dingtalk;
      if (!options.beside) {
        await dingtalk.close();
        await database.close();
      }
      if (undeclared.length > 0) throw new Error(`errors in the log:\n${undeclared.join('\n')}`);
      if (violations.length > 0) throw new Error(`the platform found fault: ${JSON.stringify(violations)}`);
    },
  };
}

/** Only a template of the organisation's own has lists to choose from; with another card the bot asks, and is answered in words. */
function hasLists({ delivery }: DingtalkCardOnScreen): boolean {
  return delivery.outTrackId?.endsWith('-o') === true;
}

/** What a person types for a choice; null where nobody is asked for it. */
function wordsOfChoice(key: string, choice: string): string | null {
  if (key === 'grade') return choice === 'major' ? '重大' : '一般';
  if (key === 'person') return DEMO_PEOPLE.find(({ id }) => id === choice)?.name ?? null;
  return null;
}

type People = Omit<DingtalkHouse, keyof House | 'dingtalk' | 'eventsUrl' | 'close'>;

/** People over the fake platform of one house. */
export function createDingtalkPeople(deps: {
  readonly house: House;
  readonly dingtalk: FakeDingtalk;
  readonly mode: DingtalkConfig['mode'];
}): People {
  const { house, dingtalk, mode } = deps;
  const { platform, gateway } = dingtalk;
  const manager: EntityManager = house.database.store.dataSource.manager;
  const robotUrl = `${house.url}${DINGTALK_ROBOT_PATH}`;
  const cardsUrl = `${house.url}${DINGTALK_CARDS_PATH}`;
  const read = new Map<string, number>();
  // The platform signs the time alone, so two calls of one millisecond would have one signature.
  let lastSigned = 0;
  const signedAt = (): number => {
    lastSigned = Math.max(dingtalk.now(), lastSigned + 1);
    return lastSigned;
  };

  async function stored(status: number): Promise<void> {
    if (status !== 200) throw new Error(`the callback was answered with ${status}`);
  }
  async function post(message: Fields): Promise<void> {
    await house.tick();
    if (mode === 'http') return stored((await platform.post(robotUrl, platform.signMessage(message, { timestamp: signedAt() }))).status);
    const push = gateway.push(message);
    await dingtalk.until(() => push.ack !== null);
    if (push.ack?.code !== 200) throw new Error(`the frame was answered with ${push.ack?.code}`);
  }
  async function postPress(press: Fields): Promise<void> {
    await house.tick();
    if (mode === 'http') {
      const [route] = dingtalk.routes.values();
      return stored((await platform.post(cardsUrl, platform.signPress(press, route?.apiSecret ?? '', signedAt()))).status);
    }
    const push = gateway.pushPress(press);
    await dingtalk.until(() => push.ack !== null);
    if (push.ack?.code !== 200) throw new Error(`the frame was answered with ${push.ack?.code}`);
  }
  async function send(name: string, text: string, over: Fields = {}): Promise<void> {
    await post(platform.text(accountOf(name), text, over));
  }
  async function cardsWith(name: string, action: HazardAction, hazardId?: string): Promise<readonly DingtalkCardOnScreen[]> {
    const found: DingtalkCardOnScreen[] = [];
    for (const delivery of [...dingtalk.deliveredTo(accountOf(name))].reverse()) {
      const id = delivery.outTrackId?.replace(/-[op]$/, '');
      const row = id === undefined ? null : await manager.findOneBy(CardInstance, { id });
      if (!row?.acts.some((act) => act.kind === 'hazard' && act.action === action)) continue;
      if (hazardId === undefined || row.hazardId === hazardId) found.push({ row, delivery });
    }
    return found;
  }
  async function click(
    { row, delivery }: DingtalkCardOnScreen,
    action: HazardAction,
    by: string,
    selections: Readonly<Record<string, readonly string[]>> = {},
  ): Promise<void> {
    const index = row.acts.findIndex((act) => act.kind === 'hazard' && act.action === action);
    const chosen = hasLists({ row, delivery }) ? Object.entries(selections) : [];
    const params = Object.fromEntries(chosen.map(([key, [choice]]) => [`select_${key}`, choice ?? '']));
    const press = dingtalk.click(delivery, `${row.id}.${index}`, accountOf(by));
    const content = JSON.stringify({ cardPrivateData: { actionIds: [`${row.id}.${index}`], params } });
    await postPress({ ...press, content, value: content });
  }
  return {
    robotUrl,
    cardsUrl,
    post,
    postPress,
    send,
    cardsWith,
    click,
    async say(name, text) {
      await send(name, text);
      await house.settle();
    },
    async press(name, action, how = {}) {
      const [card] = await cardsWith(name, action, how.hazardId);
      if (!card) throw new Error(`${name} has no card with the button ${action}`);
      await click(card, action, name, how.selections);
      await house.settle();
      if (hasLists(card)) return;
      for (const [key, [choice]] of Object.entries(how.selections ?? {})) {
        const words = wordsOfChoice(key, choice ?? '');
        if (words !== null) await this.say(name, words);
      }
    },
    heard(name) {
      const account = accountOf(name);
      const all = dingtalk.deliveredTo(account);
      const from = read.get(account) ?? 0;
      read.set(account, all.length);
      return all.slice(from).map(dingtalkWords);
    },
    forget() {
      for (const account of ACCOUNTS) read.set(account, dingtalk.deliveredTo(account).length);
    },
  };
}
