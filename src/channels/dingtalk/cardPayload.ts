import { z } from 'zod';

const params = z.record(z.string().max(100), z.string());

/** What `cards/render/dingtalk.ts` makes of a card: the same card for every step of the ladder (notes §5.1). */
export const dingtalkCardSchema = z.object({
  /** One line for the list of conversations and the notification. */
  title: z.string().min(1),
  /** Variables of a template of the deployer's own. */
  own: params,
  /** Variables of DingTalk's public template with buttons. */
  publicCard: params,
  /** The card as markdown, its acts as links that speak for the person or open a page. */
  markdown: z.object({ title: z.string(), text: z.string() }),
  /** The card when all it offers are pages to open. */
  pages: z
    .object({
      title: z.string(),
      text: z.string(),
      buttons: z
        .array(z.object({ title: z.string(), url: z.string() }))
        .min(1)
        .max(5),
    })
    .nullable(),
});
export type DingtalkCard = z.infer<typeof dingtalkCardSchema>;

/** The card in a body's payload, or null when it is none of ours. */
export function cardOfPayload(payload: object): DingtalkCard | null {
  const read = dingtalkCardSchema.safeParse(payload);
  return read.success ? read.data : null;
}
