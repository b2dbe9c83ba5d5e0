import type { Product } from '../product';
import { CliFault } from './terminal';

/**
 * Makes a WeCom chat of our own app for the people named, and answers with its id. The id is made from that of the group, so that a repeat
 * finds the chat that is there.
 */
export async function makeChat(
  product: Pick<Product, 'wecom' | 'snapshot'>,
  chat: { readonly id: string; readonly name: string; readonly members: string },
): Promise<string> {
  const { wecom } = product;
  if (wecom === null) throw new CliFault('places.noWecom');
  const snapshot = await product.snapshot();
  const names = chat.members.split(/[,,、;;\s]+/).filter((name) => name !== '');
  const accounts = new Set<string>();
  for (const name of names) {
    const fit = [...snapshot.organisation.people.values()].filter(
      (p) => p.active && (p.name === name || p.phone === name || p.id === name),
    );
    const [person] = fit;
    if (!person || fit.length > 1) throw new CliFault('places.noPerson', { name });
    const account = snapshot.addressesOf(person.id).find((address) => address.channel === 'wecom');
    if (!account) throw new CliFault('places.noAccount', { name });
    accounts.add(account.userId);
  }
  if (accounts.size < 2) throw new CliFault('places.fewMembers');
  const chatid = chat.id.replaceAll('-', '').slice(0, 32);
  const made = await wecom.api.createChat({ chatid, name: chat.name.slice(0, 50), userlist: [...accounts] });
  if (made.ok || made.errcode === 86215) return chatid;
  throw new CliFault('places.notMade', { code: made.code, detail: made.detail });
}
