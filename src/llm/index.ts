/** The optional second opinion of a language model on messages the rules doubt. Off unless an endpoint is configured. */
export { createChatClient } from './client';
export type { AskModel, ChatAnswer, EndpointSettings } from './client';
export { createSecondOpinion } from './secondOpinion';
export type { DoubtfulMessage, SecondOpinion } from './secondOpinion';
export type { Consultation, ConsultOutcome, KnownPerson, Opinion, OpinionItem } from './types';
export { weigh, wantsOpinion } from './weigh';
export type { OpinionUse, Weighed } from './weigh';
