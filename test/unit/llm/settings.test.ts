import { ConfigError, loadConfig } from '../../../src/config';

const BASE = { LLM_BASE_URL: 'https://llm.example.com/v1/', LLM_MODEL: 'some-model' };

function settingsAtFault(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ setting, key }) => `${setting} ${key}`);
    throw error;
  }
}

describe('settings of the language model', () => {
  it('are absent by default: nobody is asked', () => {
    expect(loadConfig({}).llm).toBeNull();
    expect(loadConfig({ LLM_API_KEY: 'sk-1' }).llm).toBeNull();
  });

  it('are an address and a model, with or without a key', () => {
    expect(loadConfig(BASE).llm).toEqual({ baseUrl: 'https://llm.example.com/v1', model: 'some-model', apiKey: null, timeoutMs: 2500 });
    expect(loadConfig({ ...BASE, LLM_API_KEY: 'sk-1', LLM_TIMEOUT_MS: '800' }).llm).toMatchObject({ apiKey: 'sk-1', timeoutMs: 800 });
  });

  it.each([
    [{ LLM_BASE_URL: BASE.LLM_BASE_URL }, 'LLM_MODEL llmIncomplete'],
    [{ LLM_MODEL: 'm' }, 'LLM_BASE_URL llmIncomplete'],
    [{ ...BASE, LLM_BASE_URL: 'llm.example.com' }, 'LLM_BASE_URL webAddress'],
    [{ ...BASE, LLM_TIMEOUT_MS: '20000' }, 'LLM_TIMEOUT_MS outOfRange'],
    [{ ...BASE, LLM_API_KEY: 'two words' }, 'LLM_API_KEY apiKey'],
  ])('are refused in words: %j', (env, fault) => {
    expect(settingsAtFault(env)).toEqual([fault]);
  });
});
