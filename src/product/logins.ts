import { wecomLoginUrl, wecomUserOfCode } from '../channels/wecom/contactsLogin';
import type { WecomChannel } from '../channels/wecom';
import type { Config } from '../config';
import type { LoginProvider } from '../http/loginRoutes';

/** The platforms by which people sign in to the pages: those that are set up, in the order in which they are offered. */
export function loginProviders(config: Pick<Config, 'wecom'>, channels: { readonly wecom: WecomChannel | null }): readonly LoginProvider[] {
  const providers: LoginProvider[] = [];
  const { wecom } = config;
  const api = channels.wecom?.api;
  if (wecom && api)
    providers.push({
      channel: 'wecom',
      corp: wecom.corpId,
      isInside: (userAgent) => /wxwork/i.test(userAgent),
      signInUrl: (at) => wecomLoginUrl(wecom, at),
      userOfCode: (code) => wecomUserOfCode(api, code),
    });
  return providers;
}
