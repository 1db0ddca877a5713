interface Answer {
  readonly status: number;
  readonly url: string;
  readonly text: string;
}

interface Options {
  readonly follows?: boolean;
  /** Does not go to this address, but returns it. */
  readonly stopsAt?: string;
}

/** What a browser does of sign-in pages: cookies by host and port, redirects, and forms. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** A browser with the same cookies: what a thief has. */
  copy(): Browser {
    const other = new Browser();
    for (const [host, cookies] of this.#cookies) other.#cookies.set(host, new Map(cookies));
    return other;
  }

  get(url: string, options: Options = {}): Promise<Answer> {
    return this.#go(url, { method: 'GET' }, options);
  }

  send(method: string, url: string, headers: Record<string, string>): Promise<Answer> {
    return this.#go(url, { method, headers }, {});
  }

  /** Fills the provider's pages in until they lead back. */
  async signIn(url: string, login: string, options: Options = {}): Promise<Answer> {
    let page = await this.get(url, options);
    for (let step = 0; step < 3 && /<form/.test(page.text); step += 1)
      page = await this.#submit(page, { login, password: 'any' }, options);
    return page;
  }

  /** Presses the page's own button. */
  async confirm(url: string): Promise<Answer> {
    return this.#submit(await this.get(url), { logout: 'yes' }, {});
  }

  #submit({ text, url }: Answer, values: Record<string, string>, options: Options): Promise<Answer> {
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1] ?? '';
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams({
      ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])),
      ...values,
    });
    return this.#go(new URL(action, url).href, { method: 'POST', body }, options);
  }

  async #go(url: string, request: RequestInit, options: Options): Promise<Answer> {
    const { origin } = new URL(url);
    const cookies = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...request,
      headers: { ...request.headers, cookie },
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) keep(cookies, line);
    const to = answer.headers.get('location');
    if (to === null || options.follows === false)
      return { status: answer.status, url, text: await answer.text() };
    const next = new URL(to, url).href;
    if (options.stopsAt !== undefined && next.startsWith(options.stopsAt))
      return { status: 0, url: next, text: '' };
    return this.#go(next, { method: 'GET' }, options);
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  const isGone = value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line);
  if (isGone) cookies.delete(name);
  else cookies.set(name, value);
}
