import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { In } from 'typeorm';
import { InboxEvent } from '../../entities';
import { WEB_CORP } from '../channels/web';
import type { WebPayload } from '../channels/web';
import { OF_THE_WEB, webConversation } from '../channels/web/transcript';
import { messageLines, readInput } from '../channels/console/terminalText';
import { readInstallation } from '../db/installation';
import { eventKey } from '../inbox/systemEvents';
import { append } from '../journal/journal';
import { newId } from '../lib/ids';
import type { ChatMessageDto } from '../http/dto';
import { mayAdministrate } from '../policies/hazardPolicy';
import type { Snapshot } from '../directory/directory';
import { openEngine } from './engine';
import { CliFault, processTerminal } from './terminal';

/** The person meant by an id, a name, a phone, or an account. */
function personMeant(snapshot: Snapshot, text: string): string {
  const people = [...snapshot.organisation.people.values()].filter((p) => p.active);
  const fit = people.filter((p) => p.id === text || p.name === text || p.phone === text);
  const [person] = fit;
  if (person && fit.length === 1) return person.id;
  const account = people.find((p) => snapshot.addressesOf(p.id).some((a) => a.userId.toLowerCase() === text.toLowerCase()));
  if (account) return account.id;
  throw new CliFault(fit.length > 1 ? 'fault.severalPeople' : 'fault.noSuchPerson', { person: text });
}

/**
 * Talks to the bot in the terminal as a person of the directory: the same inbox, rules and transcript as the web chat. Beside a running
 * server that one works; otherwise this process does. Outside a demo only an administrator may be spoken for, and it is journalled.
 */
export async function runConsole(as: string): Promise<number> {
  const terminal = processTerminal();
  const engine = await openEngine({ seedsDemo: true });
  const { product } = engine;
  const { store, transcript } = product;
  try {
    const snapshot = await product.snapshot();
    const personId = personMeant(snapshot, as);
    if (!engine.demo) {
      if (!mayAdministrate(personId, snapshot.organisation)) throw new CliFault('fault.consoleForAdministrators');
      await store.transaction((manager) =>
        append(manager, { chain: 'system', at: Date.now(), actor: personId, action: 'console.opened', data: {} }),
      );
    }
    if (engine.mayWork) {
      product.worker.start();
      product.sender.start();
      product.clock.start();
    }
    terminal.out(terminal.t('cli:console.hello', { person: snapshot.organisation.people.get(personId)?.name ?? as }));

    let version = 0;
    let lastCard: Extract<ChatMessageDto['body'], { kind: 'card' }> | null = null;
    const show = (message: ChatMessageDto): void => {
      if (message.body.kind === 'card') lastCard = message.body;
      for (const line of messageLines(message)) terminal.out(message.direction === 'in' ? `> ${line}` : line);
    };
    const page = await transcript.page(personId, null, 5);
    page.messages.forEach(show);
    version = await transcript.current();
    let looking = false;
    const look = async (): Promise<void> => {
      if (looking) return;
      looking = true;
      const found = await transcript.since(personId, version);
      version = found.version;
      found.messages.forEach(show);
      looking = false;
    };
    const poll = setInterval(() => void look().catch(() => undefined), 300);

    const put = async (payload: WebPayload): Promise<void> => {
      const key = eventKey('web', WEB_CORP, personId, payload.clientId);
      const event = {
        key,
        channel: 'web' as const,
        corp: WEB_CORP,
        conversation: webConversation(personId),
        payload: JSON.stringify(payload),
        correlationId: newId(),
      };
      await product.accept(event);
    };
    const reader = createInterface({ input: process.stdin, terminal: false });
    for await (const line of reader) {
      if (line.trim() === '') continue;
      if (/^(\/quit|\/exit|退出)$/i.test(line.trim())) break;
      const order = await store.machineNow();
      const { now } = await readInstallation(store.dataSource.manager, order);
      const common = { userId: personId, clientId: newId(), at: now, order };
      const input = readInput(line);
      if (input.kind === 'say') await put({ kind: 'text', ...common, text: input.text.slice(0, 4000) });
      else if (lastCard === null) terminal.err(terminal.t('cli:console.noCard'));
      else {
        const card: Extract<ChatMessageDto['body'], { kind: 'card' }> = lastCard;
        const label = [...card.card.buttons, ...card.card.menu].find((b) => b.index === input.index)?.text ?? '';
        await put({
          kind: 'act',
          ...common,
          cardId: card.cardId,
          index: input.index,
          selections: Object.fromEntries(Object.entries(input.selections).map(([k, v]) => [k, [...v]])),
          ...(input.text === undefined ? {} : { text: input.text }),
          label,
        });
      }
      if (engine.mayWork) await product.settle();
    }
    // What was said last is answered before the terminal closes, by this process or by the server.
    for (let i = 0; i < 30; i += 1) {
      if (engine.mayWork) await product.settle();
      const open = await store.dataSource.manager.countBy(InboxEvent, {
        conversation: webConversation(personId),
        channel: OF_THE_WEB,
        status: In(['open', 'leased']),
      });
      await pause(open > 0 ? 200 : 800);
      if (open === 0) break;
    }
    await look();
    clearInterval(poll);
    if (engine.mayWork) {
      await product.clock.stop();
      await product.worker.stop();
      await product.sender.stop();
    }
    return 0;
  } finally {
    await engine.close();
  }
}
