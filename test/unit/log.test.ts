import { withoutSecrets } from '../../src/lib/log';

describe('a line of the log', () => {
  it('shows no secret, neither its own nor one of what it speaks of', () => {
    const error = Object.assign(new Error('refused'), { token: 't-1', code: 'E' });
    const shown = withoutSecrets({ seq: 7, accessToken: 'a-1', config: { secret: 's-1', corp: 'c' }, error });
    expect(shown).toMatchObject({ seq: 7, config: { corp: 'c' }, error: { code: 'E', message: 'refused' } });
    expect(shown.error).toBeInstanceOf(Error);
    expect(JSON.stringify(shown)).not.toMatch(/[ast]-1/);
  });
  it('leaves its fields alone where there is none', () => {
    const fields = { seq: 7, config: { corp: 'c' } };
    expect(withoutSecrets(fields)).toBe(fields);
  });
});
