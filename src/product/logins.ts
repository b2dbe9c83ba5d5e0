import { dingtalkClientPage, dingtalkLoginUrl } from '../channels/dingtalk';
import type { DingtalkChannel } from '../channels/dingtalk';
import { wecomLoginUrl, wecomUserOfCode } from '../channels/wecom/contactsLogin';
import type { WecomChannel } from '../channels/wecom';
import type { Config } from '../config';
import type { LoginProvider } from '../http/loginRoutes';

/** The platforms by which people sign in to the pages: those that are set up, in the order in which they are offered. */
export function loginProviders(
  config: Pick<Config, 'wecom' | 'dingtalk'>,
  channels: { readonly wecom: WecomChannel | null; readonly dingtalk: DingtalkChannel | null },
): readonly LoginProvider[] {
  const providers: LoginProvider[] = [];
  const { wecom, dingtalk } = config;
  const api = channels.wecom?.api;
  if (wecom && api)
    providers.push({
      channel: 'wecom',
      corp: wecom.corpId,
      isInside: (userAgent) => /wxwork/i.test(userAgent),
      signInUrl: (at) => wecomLoginUrl(wecom, at),
      userOfCode: (code) => wecomUserOfCode(api, code),
    });
  const channel = channels.dingtalk;
  if (dingtalk && channel)
    providers.push({
      channel: 'dingtalk',
      corp: dingtalk.corpId,
      isInside: (userAgent) => /dingtalk/i.test(userAgent),
      signInUrl: (at) => dingtalkLoginUrl(dingtalk, at),
      clientPage: dingtalkClientPage(dingtalk),
      userOfCode: (code) => channel.userOfCode(code),
    });
  return providers;
}
