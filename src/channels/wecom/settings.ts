/** How one self-built app is reached and recognised. */
export interface WecomSettings {
  /** 企业ID, `ww…` or `wx…`. */
  readonly corpId: string;
  readonly agentId: number;
  /** The app's secret; one access token per secret. */
  readonly secret: string;
  /** Token of the callback URL, 1–32 letters and digits. */
  readonly token: string;
  /** EncodingAESKey of the callback URL, 43 letters and digits. */
  readonly encodingAesKey: string;
  /** `https://qyapi.weixin.qq.com`, or a proxy of it; no trailing slash needed. */
  readonly apiBaseUrl: string;
  /** 账号上限数: the app may send 200 times as many messages a day. Without it no daily limit is kept by us. */
  readonly accountCap?: number;
  /** How far a callback's timestamp may lie from our clock, in milliseconds; one hour by default (ruling 2). */
  readonly maxSkewMs?: number;
  /** Time for one call of the API, in milliseconds; ten seconds by default. */
  readonly callTimeoutMs?: number;
}
