import type { EntityManager } from 'typeorm';
import { CardInstance } from '../../entities';
import type { HazardAction } from '../../src/domain/hazard/types';
import { demoPerson } from '../../src/directory/demo';
import type { FakeWecom } from '../fakes/wecom/server';
import type { Delivery } from '../fakes/wecom/state';
import { accountOf } from './enterprise';
import { samplePhoto } from './photos';

/** How a press is made. */
export interface PressOptions {
  readonly selections?: Readonly<Record<string, readonly string[]>>;
  /** Only a card of this case. */
  readonly hazardId?: string;
  /** The card to press, instead of the newest that has such a button. */
  readonly card?: PressableCard;
  /** Byte for byte the same callback this many times. */
  readonly repeat?: number;
}

/** A card on somebody's screen together with what its buttons mean. */
export interface PressableCard {
  readonly row: CardInstance;
  readonly delivery: Delivery;
}

/** What people of the enterprise do on their telephones, and what they see there. */
export interface TestPeople {
  /** Posts any callback; resolves when it was acknowledged. */
  post(xml: string, repeat?: number): Promise<void>;
  /** Sends a text; resolves when the callback was acknowledged. */
  send(name: string, text: string, more?: { readonly msgId?: string; readonly repeat?: number }): Promise<void>;
  /** Sends a text and lets everything follow from it. */
  say(name: string, text: string): Promise<void>;
  /** Sends a photo (each one different) and lets everything follow from it. Answers its bytes. */
  photo(name: string, bytes?: Buffer): Promise<Buffer>;
  /** Presses the button that means `action` and lets everything follow from it. */
  press(name: string, action: HazardAction, options?: PressOptions): Promise<void>;
  /** Cards on his screen that have this button, newest first. */
  cardsWith(name: string, action: HazardAction, hazardId?: string): Promise<readonly PressableCard[]>;
  /** What arrived since this was last asked, in order, as words. */
  heard(name: string): readonly string[];
  /** Everything ever put on his screen, as words. */
  everythingOf(name: string): readonly string[];
  /** Fails when anybody got anything that `heard` has not read yet. */
  expectNothingElse(): void;
  /** Reads everything that came so far, so that the test begins here. */
  forget(): void;
}

/** All words of a message as it stands on the screen. */
export function wordsOf(delivery: Delivery): string {
  if (delivery.text !== null) return delivery.text;
  const found: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (!['key', 'id', 'task_id', 'card_type', 'question_key', 'selected_id', 'url'].includes(key)) found.push(value);
    } else if (Array.isArray(value)) value.forEach((entry) => walk(entry, key));
    else if (typeof value === 'object' && value !== null) for (const [name, entry] of Object.entries(value)) walk(entry, name);
  };
  walk(delivery.shown, '');
  return found.length === 0 ? `[${delivery.msgtype}]` : found.join('\n');
}

/** People over the fake platform of one product. */
export function createPeople(deps: {
  readonly manager: EntityManager;
  readonly wecom: FakeWecom;
  readonly callbackUrl: string;
  readonly settle: () => Promise<void>;
  /** A second goes by: people do nothing at the same instant, and equal sentences of one instant are one to the platform. */
  readonly tick: () => Promise<void>;
}): TestPeople {
  const { manager, wecom, callbackUrl, settle, tick } = deps;
  const { platform } = wecom;
  const read = new Map<string, number>();
  let photos = 0;

  async function post(xml: string, repeat = 1): Promise<void> {
    await tick();
    const statuses = await platform.postCallback(callbackUrl, xml, { repeat });
    const wrong = statuses.filter((status) => status !== 200);
    if (wrong.length > 0) throw new Error(`the callback was answered with ${wrong.join(', ')}`);
  }

  async function cardsWith(name: string, action: HazardAction, hazardId?: string): Promise<readonly PressableCard[]> {
    const account = accountOf(name);
    const found: PressableCard[] = [];
    for (const delivery of [...wecom.deliveredTo(account)].reverse()) {
      if (delivery.card === null || delivery.card.taskId === null) continue;
      const row = await manager.findOneBy(CardInstance, { taskId: delivery.card.taskId });
      if (!row?.acts.some((act) => act.kind === 'hazard' && act.action === action)) continue;
      if (hazardId === undefined || row.hazardId === hazardId) found.push({ row, delivery });
    }
    return found;
  }

  function clickOf(name: string, { row, delivery }: PressableCard, action: HazardAction, options: PressOptions): string {
    const index = row.acts.findIndex((act) => act.kind === 'hazard' && act.action === action);
    const keys = delivery.card?.keys ?? [];
    const key = `${row.id}.${index}`;
    const selections = options.selections ?? {};
    const account = accountOf(name);
    if (delivery.card?.cardType !== 'multiple_interaction') return wecom.click(account, delivery, key, selections);
    return wecom.click(account, delivery, keys[0] ?? key, { ...selections, _act: [String(index)] });
  }

  return {
    post,
    cardsWith,
    async send(name, text, more = {}) {
      const message = { from: accountOf(name), content: text, ...(more.msgId === undefined ? {} : { msgId: more.msgId }) };
      await post(platform.textXml(message), more.repeat);
    },
    async say(name, text) {
      await this.send(name, text);
      await settle();
    },
    async photo(name, bytes) {
      photos += 1;
      const photo = bytes ?? (await samplePhoto(photos));
      await post(platform.imageXml({ from: accountOf(name), mediaId: wecom.putMedia(photo) }));
      await settle();
      return photo;
    },
    async press(name, action, options = {}) {
      const card = options.card ?? (await cardsWith(name, action, options.hazardId))[0];
      if (!card) throw new Error(`${demoPerson(name).name} has no card with the button ${action}`);
      await post(clickOf(name, card, action, options), options.repeat);
      await settle();
    },
    heard(name) {
      const account = accountOf(name);
      const all = wecom.deliveredTo(account);
      const from = read.get(account) ?? 0;
      read.set(account, all.length);
      return all.slice(from).map(wordsOf);
    },
    everythingOf: (name) => wecom.deliveredTo(accountOf(name)).map(wordsOf),
    expectNothingElse() {
      const counts = new Map<string, number>();
      const unread: string[] = [];
      for (const delivery of wecom.deliveries) {
        const count = (counts.get(delivery.userId) ?? 0) + 1;
        counts.set(delivery.userId, count);
        if (count > (read.get(delivery.userId) ?? 0)) unread.push(`${delivery.userId}: ${wordsOf(delivery)}`);
      }
      if (unread.length > 0) throw new Error(`somebody got something that nobody expected:\n${unread.join('\n---\n')}`);
    },
    forget() {
      const counts = new Map<string, number>();
      for (const { userId } of wecom.deliveries) counts.set(userId, (counts.get(userId) ?? 0) + 1);
      for (const [userId, count] of counts) read.set(userId, count);
    },
  };
}
