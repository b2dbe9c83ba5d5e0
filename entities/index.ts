import { CardInstance } from './CardInstance';
import { ChannelState } from './ChannelState';
import { Conversation } from './Conversation';
import { Counter } from './Counter';
import { Deadline } from './Deadline';
import { DutyContact } from './DutyContact';
import { Hazard } from './Hazard';
import { HazardMedia } from './HazardMedia';
import { HazardRecord } from './HazardRecord';
import { HazardReporter } from './HazardReporter';
import { Identity } from './Identity';
import { InboxEvent } from './InboxEvent';
import { Installation } from './Installation';
import { JournalDigest } from './JournalDigest';
import { JournalEntry } from './JournalEntry';
import { MediaFile } from './MediaFile';
import { NoticeGroup } from './NoticeGroup';
import { OneTimeLink } from './OneTimeLink';
import { OutboxMessage } from './OutboxMessage';
import { Person } from './Person';
import { Place } from './Place';
import { RateWindow } from './RateWindow';
import { RoleHolding } from './RoleHolding';
import { SearchGram } from './SearchGram';
import { SearchPending } from './SearchPending';
import { TaughtPhrase } from './TaughtPhrase';
import { Timer } from './Timer';
import { UndoStep } from './UndoStep';
import { Unit } from './Unit';
import { WebMessage } from './WebMessage';
import { WebSession } from './WebSession';

/** Every table, listed by hand so that nothing is found by accident. */
export const ENTITIES = [
  CardInstance,
  ChannelState,
  Conversation,
  Counter,
  Deadline,
  DutyContact,
  Hazard,
  HazardMedia,
  HazardRecord,
  HazardReporter,
  Identity,
  InboxEvent,
  Installation,
  JournalDigest,
  JournalEntry,
  MediaFile,
  NoticeGroup,
  OneTimeLink,
  OutboxMessage,
  Person,
  Place,
  RateWindow,
  RoleHolding,
  SearchGram,
  SearchPending,
  TaughtPhrase,
  Timer,
  UndoStep,
  Unit,
  WebMessage,
  WebSession,
];

export {
  CardInstance,
  ChannelState,
  Conversation,
  Counter,
  Deadline,
  DutyContact,
  Hazard,
  HazardMedia,
  HazardRecord,
  HazardReporter,
  Identity,
  InboxEvent,
  Installation,
  JournalDigest,
  JournalEntry,
  MediaFile,
  NoticeGroup,
  OneTimeLink,
  OutboxMessage,
  Person,
  Place,
  RateWindow,
  RoleHolding,
  SearchGram,
  SearchPending,
  TaughtPhrase,
  Timer,
  UndoStep,
  Unit,
  WebMessage,
  WebSession,
};
