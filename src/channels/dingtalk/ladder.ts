import { hash } from 'node:crypto';
import type { ChannelLog, ChannelStore, SendResult } from '../channel';
import { toSendFailure } from './answers';
import type { ApiFailure } from './answers';
import type { DingtalkApi } from './api';
import type { DingtalkCard } from './cardPayload';
import { listOf, objectOf, textOf } from './json';
import type { Json } from './json';
import type { DingtalkSettings } from './settings';

/** DingTalk's public template with markdown and buttons, known from its official SDK (notes §5.1, route C). */
export const PUBLIC_TEMPLATE_ID = '1366a1eb-bc54-4859-ac88-517c56a9acb1.schema';

/** Kinds of interactive cards, best first; below them are markdown with links, and plain words. */
export type Rung = 'own' | 'public';

const SUFFIX: Readonly<Record<Rung, string>> = { own: '-o', public: '-p' };
/** A kind of card that the platform does not take is not tried again for this long: every try is a call of the month. */
const BROKEN_MS = 3_600_000;
/** No end is named for updates of a card; a card this old answers when it is pressed. */
const UPDATE_MS = 30 * 86_400_000;

/** The key under which the platform finds the address of our card callbacks; one for each app. */
export function callbackRouteKey(settings: Pick<DingtalkSettings, 'clientId'>): string {
  return `chabaocu-${hash('sha256', settings.clientId, 'hex').slice(0, 16)}`;
}

/** What came of a card: sent, failed for good or for now, or to be said in a simpler way. */
export type Climbed =
  { readonly kind: 'settled'; readonly result: SendResult } | { readonly kind: 'down'; readonly failure: ApiFailure | null };

/** Sends and changes interactive cards, from the best kind that works here downwards. */
export class CardLadder {
  constructor(
    private readonly settings: DingtalkSettings,
    private readonly deps: {
      readonly api: DingtalkApi;
      readonly store: ChannelStore;
      readonly machineNow: () => number;
      readonly log: ChannelLog;
    },
  ) {}

  /** Tries each kind of card in turn. `down` when none can be used: then the words go, as markdown or plain. */
  async send(
    message: { readonly id: string; readonly userId: string; readonly cardId: string; readonly priority: number },
    card: DingtalkCard,
  ): Promise<Climbed> {
    let failure: ApiFailure | null = null;
    for (const rung of this.rungs()) {
      if (await this.isBroken(rung, message.id)) continue;
      const outTrackId = `${message.cardId}${SUFFIX[rung]}`;
      const result = await this.deps.api.createCard(this.creation(rung, outTrackId, message.userId, card), message);
      if (result.ok) {
        const delivered = deliveryOf(result.json);
        if (delivered.ok) return { kind: 'settled', result: this.sent(outTrackId, delivered.carrierId) };
        // The card exists and is on nobody's screen; another try under its id would be taken for a repeat.
        await this.markBroken(`${rung}:${message.id}`, 'notDelivered');
        this.deps.log.warn({ id: message.id, code: 'dingtalk.notDelivered', rung, detail: delivered.said }, 'dingtalk.card');
        continue;
      }
      if (result.row.class === 'sentBefore') return { kind: 'settled', result: this.sent(outTrackId, null) };
      if (result.row.class === 'retry' || result.row.class === 'refresh') return { kind: 'settled', result: toSendFailure(result) };
      failure = result;
      if (result.row.class === 'quota') break;
      if (result.row.class === 'card' || result.row.class === 'operator') {
        await this.markBroken(rung, result.code);
        this.deps.log.error({ id: message.id, code: result.code, rung, detail: result.detail }, 'dingtalk.cardRefused');
      }
    }
    return { kind: 'down', failure };
  }

  /** Shows the card as it is now. `outTrackId` is the update code that the sending gave. */
  async update(outTrackId: string, card: DingtalkCard, priority: number): Promise<SendResult> {
    const rung = outTrackId.endsWith(SUFFIX.own) ? 'own' : 'public';
    const result = await this.deps.api.updateCard(
      {
        outTrackId,
        cardData: { cardParamMap: rung === 'own' ? card.own : card.publicCard },
        cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        userIdType: 1,
      },
      { priority },
    );
    if (!result.ok) return toSendFailure(result);
    if (result.json['success'] === false) return { ok: false, class: 'refused', code: 'dingtalk.notUpdated', detail: 'not updated' };
    return { ok: true, updateCode: outTrackId, updateCodeExpiresAt: this.deps.machineNow() + UPDATE_MS };
  }

  /** Cards need an answer when they are pressed: by the Stream, or by HTTP under a public address. */
  private rungs(): readonly Rung[] {
    const { mode, publicUrl, cardTemplateId, publicCardTemplate } = this.settings;
    if (mode === 'http' && publicUrl === undefined) return [];
    return [...(cardTemplateId === undefined ? [] : ['own' as const]), ...(publicCardTemplate === false ? [] : ['public' as const])];
  }

  private creation(rung: Rung, outTrackId: string, userId: string, card: DingtalkCard): Json {
    const { mode, robotCode, cardTemplateId } = this.settings;
    return {
      cardTemplateId: rung === 'own' ? cardTemplateId : PUBLIC_TEMPLATE_ID,
      outTrackId,
      ...(mode === 'stream' ? { callbackType: 'STREAM' } : { callbackType: 'HTTP', callbackRouteKey: callbackRouteKey(this.settings) }),
      userIdType: 1,
      cardData: { cardParamMap: rung === 'own' ? card.own : card.publicCard },
      openSpaceId: `dtv1.card//IM_ROBOT.${userId}`,
      imRobotOpenSpaceModel: {
        supportForward: false,
        lastMessageI18n: { ZH_CN: card.title },
        notification: { alertContent: card.title, notificationOff: false },
      },
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
    };
  }

  private sent(outTrackId: string, carrierId: string | null): SendResult {
    return {
      ok: true,
      ...(carrierId === null ? {} : { platformId: carrierId.slice(0, 200) }),
      updateCode: outTrackId,
      updateCodeExpiresAt: this.deps.machineNow() + UPDATE_MS,
    };
  }

  private async isBroken(rung: Rung, messageId: string): Promise<boolean> {
    const now = this.deps.machineNow();
    for (const what of [rung, `${rung}:${messageId}`]) {
      const kept = await this.deps.store.get(this.brokenKey(what));
      if (kept !== null && (kept.expiresAt ?? 0) > now) return true;
    }
    return false;
  }

  private async markBroken(what: string, code: string): Promise<void> {
    await this.deps.store.put(this.brokenKey(what), code, this.deps.machineNow() + BROKEN_MS);
  }

  private brokenKey(what: string): string {
    return brokenKey(this.settings.clientId, what);
  }
}

/** Kinds of cards that the platform has refused within the last hour, with its code; the words of those cards went instead. */
export async function refusedCards(store: Pick<ChannelStore, 'get'>, clientId: string): Promise<readonly { rung: Rung; code: string }[]> {
  const found = await Promise.all(
    (['own', 'public'] as const).map(async (rung) => ({ rung, kept: await store.get(brokenKey(clientId, rung)) })),
  );
  return found.flatMap(({ rung, kept }) => (kept === null ? [] : [{ rung, code: kept.value }]));
}

function brokenKey(clientId: string, what: string): string {
  return `dingtalk:${clientId}:broken:${what}`;
}

/** HTTP 200 with `success: true` may hold a failed delivery (notes §5.4): every one of the results must say success. */
function deliveryOf(json: Json): { readonly ok: true; readonly carrierId: string | null } | { readonly ok: false; readonly said: string } {
  const results = listOf(objectOf(json['result']), 'deliverResults').map(objectOf);
  const bad = results.find((result) => result?.['success'] !== true);
  if (json['success'] !== true || results.length === 0 || bad !== undefined)
    return { ok: false, said: textOf(bad ?? null, 'errorMsg').slice(0, 100) };
  return { ok: true, carrierId: textOf(results[0] ?? null, 'carrierId') || null };
}
