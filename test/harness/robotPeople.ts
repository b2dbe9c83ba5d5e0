import type { EntityManager } from 'typeorm';
import { CardInstance } from '../../entities';
import { AIBOT_CALLBACK_PATH } from '../../src/channels/wecomAibot';
import { demoPerson } from '../../src/directory/demo';
import type { HazardAction } from '../../src/domain/hazard/types';
import type { Shown } from '../fakes/aibot/content';
import { checkRobotCard } from '../fakes/aibot/content';
import type { FakeRobot } from '../fakes/aibot/robot';
import { object } from '../fakes/wecom/check';
import type { Fields } from '../fakes/wecom/check';
import type { Delivery } from '../fakes/wecom/state';
import { accountOf } from './enterprise';
import { eventually } from './eventually';
import type { PressableCard, TestPeople } from './people';
import { wordsOf } from './people';
import { samplePhoto } from './photos';

/** What people do with the robot, and what it shows them; the same words as for the app, so that the same journeys go over it. */
export interface RobotPeople extends Omit<TestPeople, 'post'> {
  /** Hands over a body as the platform does; resolves when it is stored. `repeat` sends the very same body so often. */
  post(body: Fields, repeat?: number): Promise<void>;
  /** The body of a text of his, in private or in a group. */
  text(name: string, words: string, group?: string): Fields;
  /** The body of a press on a card as it stands on the screen. */
  pressOf(name: string, card: PressableCard, action: HazardAction, selections?: Readonly<Record<string, readonly string[]>>): Fields;
  /** Everybody of these writes to the robot once, so that it may speak to him from now on. */
  meet(names: readonly string[]): Promise<void>;
}

/** People over the fake robot of one product, by the door that the product has. */
export function createRobotPeople(deps: {
  readonly manager: EntityManager;
  readonly robot: FakeRobot;
  readonly door: 'socket' | 'callback';
  /** Address of the product. */
  readonly url: string;
  readonly settle: () => Promise<void>;
  readonly tick: () => Promise<void>;
}): RobotPeople {
  const { manager, robot, door, url, settle, tick } = deps;
  const read = new Map<string, number>();
  let photos = 0;

  async function stored(msgid: string): Promise<boolean> {
    const rows: unknown[] = await manager.query("SELECT seq FROM inbox_event WHERE channel = 'wecomAibot' AND payload LIKE ?", [
      `%"msgid":"${msgid}"%`,
    ]);
    return rows.length > 0;
  }

  async function post(body: Fields, repeat = 1): Promise<void> {
    await tick();
    if (door === 'callback') {
      const answers = await Promise.all(Array.from({ length: repeat }, () => robot.post(`${url}${AIBOT_CALLBACK_PATH}`, body)));
      const wrong = answers.filter(({ status }) => status !== 200);
      if (wrong.length > 0) throw new Error(`the callback was answered with ${wrong.map(({ status }) => status).join(', ')}`);
      return;
    }
    await robot.until(() => robot.isConnected);
    for (let i = 0; i < repeat; i += 1) robot.frame(body);
    await eventually('the frame is stored', () => stored(String(body['msgid'])));
  }

  const text: RobotPeople['text'] = (name, words, group) =>
    robot.body(accountOf(name), robot.text(words), { url: door === 'callback', ...(group === undefined ? {} : { group }) });

  function deliveryOf(shown: Shown, taskId: string): Delivery {
    const updates = robot.updates.filter((update) => update.taskId === taskId);
    const card = object(shown.card, 'card');
    return {
      seq: robot.shown.indexOf(shown),
      msgid: taskId,
      userId: shown.chat.toLowerCase(),
      at: 0,
      msgtype: 'template_card',
      body: { template_card: card },
      text: null,
      card: checkRobotCard(card, false),
      responseCode: null,
      shown: updates.at(-1)?.card ?? card,
      updates: updates.length,
    };
  }

  const pressOf: RobotPeople['pressOf'] = (name, { row, delivery }, action, selections = {}) => {
    const index = row.acts.findIndex((act) => act.kind === 'hazard' && act.action === action);
    const { cardType = '', keys = [], taskId = '' } = delivery.card ?? {};
    const several = cardType === 'multiple_interaction';
    const key = several ? (keys[0] ?? '') : `${row.id}.${index}`;
    if (!keys.includes(key)) throw new Error(`the card has no key ${key}, only ${keys.join(', ')}`);
    const chosen = several ? { ...selections, _act: [String(index)] } : selections;
    return robot.body(accountOf(name), robot.press(key, taskId ?? '', chosen, cardType), { url: door === 'callback' });
  };

  async function cardsWith(name: string, action: HazardAction, hazardId?: string): Promise<readonly PressableCard[]> {
    const found: PressableCard[] = [];
    for (const shown of [...robot.screenOf(accountOf(name))].reverse()) {
      if (shown.taskId === null) continue;
      const row = await manager.findOneBy(CardInstance, { taskId: shown.taskId });
      if (!row?.acts.some((act) => act.kind === 'hazard' && act.action === action)) continue;
      if (hazardId === undefined || row.hazardId === hazardId) found.push({ row, delivery: deliveryOf(shown, shown.taskId) });
    }
    return found;
  }

  const words = (shown: Shown): string =>
    shown.taskId === null ? (shown.text ?? `[${shown.msgtype}]`) : wordsOf(deliveryOf(shown, shown.taskId));

  const people: RobotPeople = {
    post,
    text,
    pressOf,
    cardsWith,
    async send(name, said, more = {}) {
      const body = text(name, said);
      await post(more.msgId === undefined ? body : { ...body, msgid: more.msgId }, more.repeat);
    },
    async say(name, said) {
      await people.send(name, said);
      await settle();
    },
    async meet(names) {
      for (const name of names) await people.say(name, '收到');
      people.forget();
    },
    async photo(name, bytes) {
      photos += 1;
      const photo = bytes ?? (await samplePhoto(500 + photos));
      const image = robot.file(photo, door === 'socket');
      await post(robot.body(accountOf(name), { msgtype: 'image', image }, { url: door === 'callback' }));
      await settle();
      return photo;
    },
    async press(name, action, options = {}) {
      const card = options.card ?? (await cardsWith(name, action, options.hazardId))[0];
      if (!card) throw new Error(`${demoPerson(name).name} has no card of the robot with the button ${action}`);
      await post(pressOf(name, card, action, options.selections), options.repeat);
      await settle();
    },
    heard(name) {
      const chat = accountOf(name);
      const all = robot.screenOf(chat);
      const from = read.get(chat) ?? 0;
      read.set(chat, all.length);
      return all.slice(from).map(words);
    },
    everythingOf: (name) => robot.screenOf(accountOf(name)).map(words),
    expectNothingElse() {
      const counts = new Map<string, number>();
      const unread: string[] = [];
      for (const shown of robot.shown) {
        const count = (counts.get(shown.chat) ?? 0) + 1;
        counts.set(shown.chat, count);
        if (count > (read.get(shown.chat) ?? 0)) unread.push(`${shown.chat}: ${words(shown)}`);
      }
      if (unread.length > 0) throw new Error(`somebody got something that nobody expected:\n${unread.join('\n---\n')}`);
    },
    forget() {
      for (const { chat } of robot.shown) read.set(chat, robot.screenOf(chat).length);
    },
  };
  return people;
}
