/**
 * What every error of the platform means for a delivery (notes §4.8, §10). Both APIs are one table: codes of the new one are words,
 * those of the old one numbers written as text; `codeOf` in `api.ts` makes one code of an answer.
 */

/**
 * `retry`: the same call again later. `refresh`: a new access token, then once more. `quota`: the month's budget is used up. `card`: this
 * kind of card cannot be sent, its words can. `sentBefore`: this card is there already. `session`: the session webhook is gone, the API is
 * not. `reupload`: the media id is not known. `refused`: never for this person or message. `operator`: nothing goes until somebody mends
 * the configuration.
 */
export type DingtalkErrorClass = 'retry' | 'refresh' | 'quota' | 'card' | 'sentBefore' | 'session' | 'reupload' | 'refused' | 'operator';

/** One row of the table. */
export interface DingtalkErrorRow {
  readonly class: DingtalkErrorClass;
  readonly meaning: string;
  /** Earliest sensible repeat, milliseconds, where the platform wants a wait; absent means by the usual back-off. */
  readonly retryAfterMs?: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const FORBIDDEN = 'Forbidden.AccessDenied';

const ROBOT = ['invalidParameter.robotCode.notExsit', 'invalidParameter.robotCode.auth', 'chatbotId.notAllow.sendOTO', 'bot.stopped'];

const TABLE: ReadonlyMap<string, DingtalkErrorRow> = new Map<string, DingtalkErrorRow>([
  // Access tokens.
  ...rows('refresh', 'access token invalid or expired', 'InvalidAuthentication', '40014', '42001', '40001'),
  // Limits of the moment. HTTP 403 and the word «Forbidden» are no matter of permissions here.
  ...waits(SECOND, 'calls a second', `${FORBIDDEN}.QpsLimitForAppkeyAndApi`, `${FORBIDDEN}.QpsLimitForApi`, '90018', '90002'),
  ...waits(MINUTE, 'calls a minute', `${FORBIDDEN}.QpmLimitForAppkeyAndApi`, '90001', '90005', '90006', '45009'),
  ...waits(MINUTE, 'sends too fast', 'send.too.fast', 'send.byToken.tooFast', 'too.many.people', 'too.many.group', 'toomuch.msg'),
  ...waits(10 * MINUTE, 'a robot sends too fast', '410100', '130101', '660026'),
  ...waits(5 * MINUTE, 'our address is banned for a while', 'ipBanned'),
  // The month's budget.
  ...rows('quota', 'API calls of the month are used up', `${FORBIDDEN}.ApiCountLimitForOrg`, '90020'),
  ...rows('quota', 'messages of the month are used up', '20001', '90030'),
  ...rows('refused', 'DING packages are used up', 'ding.serverquota.insufficient'),
  // The platform's own trouble.
  ...rows('retry', 'platform busy', 'system.error', 'system.busy', 'serviceBusy', 'ServiceUnavailable', 'unknownError', '-1', '15', '88'),
  // Set-up.
  ...rows('operator', 'client id or secret wrong', 'invalidClientIdOrSecret', 'invalid.client', 'unauthorized.client', '40096', '40089'),
  ...rows('operator', 'permission point missing', `${FORBIDDEN}.AccessTokenPermissionDenied`, '60011'),
  ...rows('operator', 'our address is not in the list of the app', `${FORBIDDEN}.IpNotInWhiteList`, '60020'),
  ...rows('operator', 'access token not sent as this API wants it', 'AuthenticationFailed.MissingParameter', '41001'),
  ...rows('operator', 'robot not installed, stopped, or of another app', ...ROBOT),
  ...rows('operator', 'unknown path: wrong base URL', '22', 'InvalidAction.NotFound'),
  // Recipient.
  ...rows('refused', 'unknown user', 'staffId.notExisted', 'param.userIdNotExist', '33012', '60121'),
  ...rows('refused', 'outside the visible range of the app', '50002', '50004', '60003'),
  ...rows('refused', 'no single chat with the robot', 'robot.oto.notExist'),
  ...rows('refused', 'group is gone or robot not in it', 'group.disbanded', '400013', '400106', '400102', '400101', '300005', '300001'),
  ...rows('refused', 'too many recipients', 'invalidParameter.userIds.overMax', 'ding.receivercount.limit'),
  // Message.
  ...rows(
    'refused',
    'content refused',
    'contain.notAllowed.content',
    'contain.unsafe.url',
    '430101',
    '430102',
    '430103',
    '430104',
    '310000',
  ),
  ...rows(
    'refused',
    'message malformed',
    'invalidParameter.msgKey.invalid',
    'invalidParameter.msgParam.invalid',
    '40035',
    '400002',
    '400105',
    '43004',
  ),
  ...rows('refused', 'message too long', 'invalidParameter.msgParam.tooLong'),
  ...rows('refused', 'recall too late', 'processQueryKey.expireTime'),
  ...rows('refused', 'login code unknown or used', '40078', '60019'),
  ...rows('refused', 'file code wrong or expired', 'invalidParameter.robotCode.downloadCode'),
  ...rows('reupload', 'media id not known', 'invalidParameter.mediaId', '40007'),
  // Session webhooks.
  ...rows('session', 'session webhook is gone', 'session.expired', 'session.notExisted', 'session.notExist', '300002'),
  // Cards.
  ...rows('sentBefore', 'this card is there already', 'param.cardAlreadyExist'),
  ...rows('refused', 'unknown card', 'param.cardNotExist'),
  ...rows('card', 'card template unknown or unpublished', 'param.templateNotExist', 'param.templateUnpublished'),
  ...rows('card', 'card malformed or its place unknown', 'param.openSpaceIdInvalid', 'param.contentUnsafe', 'param.error', 'param.invalid'),
]);

/** An unknown code keeps the message until somebody has looked: a guess of `refused` could drop an alarm. */
const UNLISTED: DingtalkErrorRow = { class: 'operator', meaning: 'code not in our table' };

/** The row for a code other than success. Families of codes are known by their beginning. */
export function classOfCode(code: string): DingtalkErrorRow {
  const listed = TABLE.get(code);
  if (listed !== undefined) return listed;
  if (/^too\.many\.|tooFast$/.test(code)) return { class: 'retry', meaning: 'sends too fast', retryAfterMs: MINUTE };
  if (code.startsWith('session.')) return { class: 'session', meaning: 'session webhook is gone' };
  if (code.startsWith('param.template')) return { class: 'card', meaning: 'card template not usable' };
  if (/^(invalidParameter|miss\.param|param|contain)\./.test(code)) return { class: 'refused', meaning: 'input refused' };
  return UNLISTED;
}

/** Every code that has a row, for documents and tests. */
export function listedCodes(): readonly string[] {
  return [...TABLE.keys()];
}

/** An HTTP status without a code of the platform in its body. */
export function classOfHttpStatus(status: number): DingtalkErrorRow {
  if (status === 429) return { class: 'retry', meaning: 'too many requests', retryAfterMs: MINUTE };
  if (status >= 500 || status === 408) return { class: 'retry', meaning: 'server failure' };
  return { class: 'operator', meaning: 'the base URL does not answer as the platform' };
}

function rows(kind: DingtalkErrorClass, meaning: string, ...codes: readonly string[]): [string, DingtalkErrorRow][] {
  return codes.map((code) => [code, { class: kind, meaning }]);
}

function waits(retryAfterMs: number, meaning: string, ...codes: readonly string[]): [string, DingtalkErrorRow][] {
  return codes.map((code) => [code, { class: 'retry', meaning, retryAfterMs }]);
}
