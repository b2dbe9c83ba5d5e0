/** A browser as far as signing in goes: it keeps cookies as it is told, and goes nowhere by itself. */
export interface TestBrowser {
  get(path: string): Promise<Response>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Cookies it keeps, by name. */
  readonly cookies: Map<string, string>;
  /** Every cookie line that it was ever sent. */
  readonly setCookies: string[];
}

/** Opens one on a product. `inside` is the client's part of its user agent. */
export function openBrowser(url: string, inside = ''): TestBrowser {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  const ask = async (path: string, init: RequestInit, headers: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const response = await fetch(new URL(path, url), {
      ...init,
      redirect: 'manual',
      headers: {
        ...headers,
        'user-agent': `Mozilla/5.0 ${inside}`,
        'accept-language': 'zh-CN',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line);
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    setCookies,
    get: (path) => ask(path, {}),
    post: (path, body, headers) =>
      ask(
        path,
        { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
        { 'content-type': 'application/json', ...headers },
      ),
  };
}
