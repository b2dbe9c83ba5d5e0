import { Refusal, object, only, text } from './state';
import type { Fields } from './state';

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  sampleText: ['content'],
  sampleMarkdown: ['title', 'text'],
  sampleImageMsg: ['photoURL'],
  sampleLink: ['text', 'title', 'picUrl', 'messageUrl'],
  sampleActionCard: ['title', 'text', 'singleTitle', 'singleURL'],
  ...Object.fromEntries([2, 3, 4, 5].map((n) => [`sampleActionCard${n}`, ['title', 'text', ...numbered(n)]])),
  sampleFile: ['mediaId', 'fileName', 'fileType'],
};
const FILE_TYPES = ['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx'];

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => [`actionTitle${i + 1}`, `actionURL${i + 1}`]).flat();
}

/** Checks a message of the robot's own sending (notes §4.4); answers with its words. */
export function checkSample(msgKey: string, msgParam: string, isMedia: (id: string) => boolean): string | null {
  const fields = REQUIRED[msgKey];
  if (fields === undefined) throw new Refusal('invalidParameter.msgKey.invalid', msgKey);
  if (Buffer.byteLength(msgParam) > 15_000) throw new Refusal('invalidParameter.msgParam.tooLong', 'more than 15000 bytes');
  let param: Fields;
  try {
    param = object(JSON.parse(msgParam), 'msgParam');
  } catch {
    throw new Refusal('invalidParameter.msgParam.invalid', 'not JSON');
  }
  only(param, msgKey, fields);
  for (const field of fields) text(param[field], field);
  const media = param['mediaId'] ?? param['photoURL'];
  if (media !== undefined && !isMedia(text(media, 'media'))) throw new Refusal('invalidParameter.mediaId', 'unknown media id');
  if (msgKey === 'sampleFile' && !FILE_TYPES.includes(String(param['fileType'])))
    throw new Refusal('invalidParameter.fileType', 'file type');
  return typeof param['content'] === 'string' ? param['content'] : typeof param['text'] === 'string' ? param['text'] : null;
}

/** Checks a message of a session webhook (notes §4.7); answers with its words. */
export function checkWebhookMessage(body: Fields): string {
  const msgtype = text(body['msgtype'], 'msgtype');
  only(body, 'message', ['msgtype', msgtype, 'at']);
  const part = object(body[msgtype], msgtype);
  switch (msgtype) {
    case 'text':
      only(part, msgtype, ['content']);
      return text(part['content'], 'content', 20_000);
    case 'markdown':
      only(part, msgtype, ['title', 'text']);
      text(part['title'], 'title');
      return text(part['text'], 'text', 20_000);
    case 'actionCard': {
      only(part, msgtype, ['title', 'text', 'singleTitle', 'singleURL', 'btnOrientation', 'btns']);
      text(part['title'], 'title');
      const { btns } = part;
      if (btns !== undefined) {
        if (!Array.isArray(btns) || btns.length === 0) throw new Refusal('400105', 'btns');
        for (const button of btns) {
          const fields = object(button, 'btns');
          only(fields, 'btns', ['title', 'actionURL']);
          text(fields['title'], 'title');
          text(fields['actionURL'], 'actionURL');
        }
      } else {
        text(part['singleTitle'], 'singleTitle');
        text(part['singleURL'], 'singleURL');
      }
      return text(part['text'], 'text', 20_000);
    }
    default:
      throw new Refusal('400105', `msgtype ${msgtype}`);
  }
}

const CREATE = [
  'cardTemplateId',
  'outTrackId',
  'callbackType',
  'callbackRouteKey',
  'userIdType',
  'cardData',
  'privateData',
  'openSpaceId',
  'imRobotOpenSpaceModel',
  'imRobotOpenDeliverModel',
  'imGroupOpenSpaceModel',
  'imGroupOpenDeliverModel',
];

/** Variables of a card: texts of at most 1 KB under keys of at most 100 bytes. */
export function checkCardData(value: unknown): Readonly<Record<string, string>> {
  const data = object(value, 'cardData');
  only(data, 'cardData', ['cardParamMap']);
  const params = object(data['cardParamMap'], 'cardParamMap');
  const out: Record<string, string> = {};
  for (const [name, param] of Object.entries(params)) {
    if (typeof param !== 'string') throw new Refusal('param.error', `${name} is no string`);
    if (Buffer.byteLength(name) > 100 || Buffer.byteLength(param) > 1024) throw new Refusal('param.error', `${name} is too long`);
    out[name] = param;
  }
  return out;
}

/** Checks a card that is to be made and delivered to one person (notes §5.4). */
export function checkCreation(body: Fields): {
  readonly templateId: string;
  readonly outTrackId: string;
  readonly userId: string;
  readonly params: Readonly<Record<string, string>>;
} {
  only(body, 'card', CREATE);
  const templateId = text(body['cardTemplateId'], 'cardTemplateId');
  const outTrackId = text(body['outTrackId'], 'outTrackId', 128);
  if (body['callbackType'] !== 'STREAM' && body['callbackType'] !== 'HTTP') throw new Refusal('param.callbackType', 'callbackType');
  if (body['callbackType'] === 'HTTP') text(body['callbackRouteKey'], 'callbackRouteKey');
  if (body['userIdType'] !== 1) throw new Refusal('param.userIdType', 'userIdType');
  const space = /^dtv1\.card\/\/IM_ROBOT\.([^;]+)$/.exec(text(body['openSpaceId'], 'openSpaceId'));
  if (space?.[1] === undefined) throw new Refusal('param.openSpaceIdInvalid', 'openSpaceId');
  const model = object(body['imRobotOpenSpaceModel'], 'imRobotOpenSpaceModel');
  only(model, 'imRobotOpenSpaceModel', ['supportForward', 'lastMessageI18n', 'searchSupport', 'notification']);
  if (typeof model['supportForward'] !== 'boolean') throw new Refusal('param.error', 'supportForward');
  const deliver = object(body['imRobotOpenDeliverModel'], 'imRobotOpenDeliverModel');
  only(deliver, 'imRobotOpenDeliverModel', ['spaceType', 'robotCode', 'extension']);
  if (deliver['spaceType'] !== 'IM_ROBOT') throw new Refusal('param.openSpaceIdInvalid', 'spaceType');
  return { templateId, outTrackId, userId: space[1], params: checkCardData(body['cardData']) };
}
