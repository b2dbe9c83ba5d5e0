import type { HazardAction } from '../domain/hazard/types';
import { civil } from './time/civil';
import type { Casualties, CorpusIntent, HazardItem, Intent, Reading } from './types';

/** A reading in the public message schema: the intent and its slots. */
export type CorpusReading = { readonly intent: CorpusIntent } & Readonly<Record<string, unknown>>;

const PROGRESS: Partial<Record<HazardAction, 'rectified' | 'cannot_fix' | 'extend' | 'passed' | 'failed'>> = {
  rectify: 'rectified',
  fixedWell: 'rectified',
  closeOut: 'passed',
  cannotFix: 'cannot_fix',
  notOurs: 'cannot_fix',
  requestExtension: 'extend',
  approveExtension: 'extend',
  verifyPass: 'passed',
  followUpPass: 'passed',
  verifyFail: 'failed',
  followUpFail: 'failed',
  notFixed: 'failed',
};

function itemSlots(item: HazardItem): Record<string, unknown> {
  return {
    location: item.location?.text ?? null,
    cause: item.cause[0] ?? 'equipment',
    accidentType: item.accidentType[0] ?? 'other',
    severity: item.severity ?? 'general',
    fixedOnSpot: item.fixedOnSpot ?? false,
    ...(item.observedAt === undefined ? {} : { observedAt: item.observedAt }),
  };
}

function casualtySlots(c: Casualties): Record<string, unknown> {
  return {
    deaths: c.deaths ?? null,
    missing: c.missing ?? null,
    trapped: c.trapped ?? null,
    seriousInjuries: c.seriousInjuries ?? null,
    minorInjuries: c.minorInjuries ?? null,
    injuries: c.injuries ?? null,
  };
}

function slots(intent: Intent, now: number): CorpusReading {
  switch (intent.name) {
    case 'hazard.report':
      return { intent: 'hazard.report', items: intent.items.map(itemSlots), anonymous: intent.anonymous ?? false };
    case 'hazard.supplement':
      return { intent: 'hazard.report', items: intent.item === undefined ? [] : [itemSlots(intent.item)], anonymous: false };
    case 'hazard.act': {
      const action = PROGRESS[intent.action];
      if (intent.action === 'urge' || intent.action === 'view') return { intent: 'hazard.query', ref: intent.ref };
      if (action === undefined) return intent.action === 'confirm' ? { intent: 'notice.ack' } : { intent: 'none' };
      return { intent: 'hazard.progress', ref: intent.ref, action, until: intent.until ?? null };
    }
    case 'hazard.query':
      return { intent: 'hazard.query', ref: intent.ref };
    case 'inspection.clear':
      return { intent: 'inspection.clear', level: intent.level };
    case 'duty.checkin':
      return { intent: 'duty.checkin', kind: intent.kind };
    case 'duty.handover':
      return { intent: 'duty.handover', to: intent.to, remarks: intent.remarks ?? null };
    case 'duty.query':
      return { intent: 'duty.query', who: intent.who, date: intent.date };
    case 'duty.swap':
      return { intent: 'duty.swap', date: intent.date, with: intent.with, theirDate: intent.theirDate };
    case 'duty.leave':
      return { intent: 'duty.leave', date: intent.date };
    case 'accident.report':
      return {
        intent: 'accident.report',
        occurredAt: intent.occurredAt ?? civil(now).day,
        location: intent.location?.text ?? null,
        accidentType: intent.accidentType[0] ?? 'other',
        ...casualtySlots(intent),
      };
    case 'accident.update':
      return { intent: 'accident.update', ref: intent.ref, ...casualtySlots(intent) };
    case 'notice.ack':
      return { intent: 'notice.ack' };
    case 'suggestion.submit':
      return { intent: 'suggestion.submit' };
    case 'help':
    case 'privacy.show':
    case 'privacy.myData':
    case 'channels.show':
    case 'language.set':
    case 'web.open':
      return { intent: 'help' };
    case 'hazard.list':
    case 'privacy.openHazards':
      return { intent: 'hazard.query', ref: null };
    case 'admin':
    case 'greeting':
    case 'none':
      return { intent: 'none' };
    default: {
      const never: never = intent;
      return never;
    }
  }
}

/** Maps a reading to the public message schema (intent names, enums and slots); `now` is the message's moment, epoch milliseconds. */
export function toCorpus(reading: Reading, now: number): CorpusReading {
  return slots(reading.intent, now);
}
