import fc from 'fast-check';
import { ENVELOPE_LIMITS, MESSAGE_LIMITS, decodeEntities, scanXml } from '../../../../src/channels/wecom/scanXml';

const wanted = new Set(['ToUserName', 'AgentID', 'Encrypt', 'Content', 'MsgId', 'FromUserName']);
const flat = (xml: string) => {
  const scanned = scanXml(xml, wanted, ENVELOPE_LIMITS);
  return scanned.ok ? Object.fromEntries(scanned.values) : scanned.code;
};
const deep = (xml: string) => {
  const scanned = scanXml(xml, wanted, MESSAGE_LIMITS);
  return scanned.ok ? Object.fromEntries(scanned.values) : scanned.code;
};

describe('scanXml', () => {
  it('reads the envelope in any order, with CDATA or without', () => {
    expect(flat('<xml>\n<ToUserName><![CDATA[ww1]]></ToUserName>\n<Encrypt>ab+/==</Encrypt><AgentID> 218 </AgentID>\n</xml>\n')).toEqual({
      ToUserName: 'ww1',
      Encrypt: 'ab+/==',
      AgentID: '218',
    });
  });

  it('cannot be told an element by the text of a person', () => {
    const text = 'x]]]]><![CDATA[></Content><FromUserName>boss</FromUserName><Content>';
    expect(deep(`<xml><FromUserName>worker</FromUserName><Content><![CDATA[${text}]]></Content></xml>`)).toEqual({
      FromUserName: 'worker',
      Content: 'x]]></Content><FromUserName>boss</FromUserName><Content>',
    });
  });

  it('takes only direct children', () => {
    expect(deep('<xml><Item><FromUserName>boss</FromUserName></Item><FromUserName>worker</FromUserName></xml>')).toEqual({
      FromUserName: 'worker',
    });
    expect(flat('<xml><Item><Encrypt>x</Encrypt></Item></xml>')).toBe('tooDeep');
  });

  it.each([
    ['', 'notXml'],
    ['{"encrypt":"x"}', 'notXml'],
    ['\ufeff<xml></xml>', 'notXml'],
    ['<?xml version="1.0"?><xml></xml>', 'notXml'],
    ['<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>', 'declaration'],
    ['<xml><!DOCTYPE a></xml>', 'declaration'],
    ['<xml><!-- a --></xml>', 'declaration'],
    ['<xml><Encrypt>a<!-- b --></Encrypt></xml>', 'declaration'],
    ['<xml><Encrypt>&a;</Encrypt></xml>', 'entity'],
    ['<xml><Encrypt>&#65;</Encrypt></xml>', 'entity'],
    ['<xml><Encrypt>a & b</Encrypt></xml>', 'entity'],
    ['<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>', 'duplicate'],
    ['<xml><Encrypt><A>1</A></Encrypt><Encrypt>b</Encrypt></xml>', 'tooDeep'],
    ['<xml><Encrypt a="1">b</Encrypt></xml>', 'attributes'],
    ['<xml><Encrypt/></xml>', 'badTag'],
    ['<xml><1>b</1></xml>', 'badTag'],
    ['<xml>text</xml>', 'mixed'],
    ['<xml><![CDATA[text]]></xml>', 'mixed'],
    ['<xml><Encrypt>a<![CDATA[b]]></Encrypt></xml>', 'mixed'],
    ['<xml><Encrypt><![CDATA[b]]>a</Encrypt></xml>', 'mixed'],
    ['<xml><Encrypt>a]]>b</Encrypt></xml>', 'mixed'],
    ['<xml><Encrypt>a', 'unclosed'],
    ['<xml><Encrypt><![CDATA[a</Encrypt></xml>', 'unclosed'],
    ['<xml><Encrypt>a</ToUserName></xml>', 'unclosed'],
    ['<xml><Encrypt>a</Encrypt>', 'unclosed'],
    ['<xml></xml><xml></xml>', 'junkOutside'],
    ['<xml></xml>junk', 'junkOutside'],
    ['junk<xml></xml>', 'notXml'],
    ['<xml><Encrypt>\u0000</Encrypt></xml>', 'character'],
  ])('refuses %j as %s', (xml, code) => {
    expect(flat(xml)).toBe(code);
  });

  it('refuses nested and broad bombs without delay', () => {
    const started = process.hrtime.bigint();
    expect(deep(`<xml>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</xml>`)).toBe('tooDeep');
    expect(deep(`<xml>${'<a>1</a>'.repeat(50_000)}</xml>`)).toBe('tooMany');
    expect(deep(`<xml><Content>${'&amp'.repeat(50_000)}</Content></xml>`)).toBe('entity');
    expect(deep(`<xml><Content>${'<![CDATA['.repeat(20_000)}</Content></xml>`)).toBe('unclosed');
    expect(deep(`<xml><Content>${'<![CDATA[a]]>'.repeat(20_000)}</Content></xml>`)).toEqual({ Content: 'a'.repeat(20_000) });
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1_000);
  });

  it('gives back any text, however it is quoted', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', '<', '>', '&', ']', ']]>', '<![CDATA[', '</Content>', '&lt;', '隐', '😀', '\n'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(texts, (text) => {
        const quoted = `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
        expect(deep(`<xml><Content>${quoted}</Content><MsgId>1</MsgId></xml>`)).toEqual({ Content: text, MsgId: '1' });
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(deep(`<xml><Content>${escaped}</Content></xml>`)).toEqual({ Content: text.trim() });
      }),
    );
  });

  it('never throws', () => {
    const pieces = fc.constantFrom('<xml>', '</xml>', '<A>', '</A>', '<![CDATA[', ']]>', '&', ';', '<', '>', '!', ' ', 'x', '<!DOCTYPE');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => typeof scanXml(parts.join(''), wanted, MESSAGE_LIMITS).ok === 'boolean'),
    );
  });
});

describe('decodeEntities', () => {
  it('knows five and no more', () => {
    expect(decodeEntities('&lt;a&gt; &amp;amp; &quot;&apos;')).toBe('<a> &amp; "\'');
    expect(decodeEntities('&nbsp;')).toBeNull();
    expect(decodeEntities('&amp')).toBeNull();
    expect(decodeEntities('&Amp;')).toBeNull();
  });
});
