import { ANSWER_SCHEMA, parseAnswer } from '../../../src/llm/answer';
import { createBreaker } from '../../../src/llm/breaker';
import { requestBody } from '../../../src/llm/request';

const ITEM = { words: '护栏松了', location: '三车间', cause: 'equipment', accidentType: 'fall', severity: null };

describe('an answer', () => {
  it('is taken as it was asked for', () => {
    expect(parseAnswer(JSON.stringify({ intent: 'hazard.report', items: [ITEM] }))).toEqual({ intent: 'hazard.report', items: [ITEM] });
    expect(parseAnswer('```json\n{"intent":"none","items":[]}\n```')).toEqual({ intent: 'none', items: [] });
  });

  it('says nothing where it has empty words', () => {
    expect(parseAnswer(JSON.stringify({ intent: 'hazard.report', items: [{ ...ITEM, words: ' ', location: '' }] }))?.items).toEqual([
      { ...ITEM, words: null, location: null },
    ]);
  });

  it.each([
    ['no JSON', 'hazard.report'],
    ['no object', '[]'],
    ['without items', '{"intent":"none"}'],
    ['an intent nobody knows', '{"intent":"hazard.close","items":[]}'],
    ['a key besides', '{"intent":"none","items":[],"grade":"general"}'],
    ['a kind nobody knows', JSON.stringify({ intent: 'hazard.report', items: [{ ...ITEM, cause: 'people' }] })],
    ['a slot left out', JSON.stringify({ intent: 'hazard.report', items: [{ words: 'a', location: null, cause: null, severity: null }] })],
    ['hazards of an intent that has none', JSON.stringify({ intent: 'none', items: [ITEM] })],
    ['too many hazards', JSON.stringify({ intent: 'hazard.report', items: Array.from({ length: 9 }, () => ITEM) })],
    ['endless words', JSON.stringify({ intent: 'hazard.report', items: [{ ...ITEM, words: 'x'.repeat(401) }] })],
    ['talk around it', 'Sure! {"intent":"none","items":[]}'],
  ])('is refused with %s', (_what, content) => {
    expect(parseAnswer(content)).toBeNull();
  });
});

describe('a question', () => {
  it('carries the message alone, and the schema where one is taken', () => {
    const body = requestBody('m', '文字', 'json_schema');
    expect(body).toMatchObject({ model: 'm', temperature: 0, stream: false });
    expect(body).toHaveProperty('messages.1', { role: 'user', content: '文字' });
    expect(body).toHaveProperty('response_format.json_schema.schema', ANSWER_SCHEMA);
    expect(requestBody('m', '文字', 'json_object')).toHaveProperty('response_format', { type: 'json_object' });
    expect(requestBody('m', '文字', 'none')).not.toHaveProperty('response_format');
  });
});

describe('the breaker', () => {
  const make = () => createBreaker({ failures: 3, pauseMs: 1000 });

  it('pauses after three failures in a row, and lets one question through afterwards', () => {
    const breaker = make();
    for (const now of [1, 2, 3]) {
      expect(breaker.mayAsk(now)).toBe(true);
      breaker.failed(now);
    }
    expect(breaker.mayAsk(1002)).toBe(false);
    expect(breaker.mayAsk(1003)).toBe(true);
    expect(breaker.mayAsk(1003)).toBe(false);
    breaker.failed(1004);
    expect(breaker.mayAsk(2003)).toBe(false);
    expect(breaker.mayAsk(2004)).toBe(true);
    breaker.succeeded();
    expect(breaker.mayAsk(2004)).toBe(true);
    expect(breaker.mayAsk(2004)).toBe(true);
  });

  it('forgets failures after a success', () => {
    const breaker = make();
    breaker.failed(1);
    breaker.failed(2);
    breaker.succeeded();
    breaker.failed(3);
    expect(breaker.mayAsk(4)).toBe(true);
  });

  it('pauses at once for as long as it is told', () => {
    const breaker = make();
    breaker.failed(0, 5000);
    expect(breaker.mayAsk(4999)).toBe(false);
    expect(breaker.mayAsk(5000)).toBe(true);
  });

  it('tries again when the trial told nothing', () => {
    const breaker = make();
    breaker.failed(0, 10);
    expect(breaker.mayAsk(10)).toBe(true);
    breaker.dropped();
    expect(breaker.mayAsk(11)).toBe(true);
  });
});
