import { useEffect, useState } from 'preact/hooks';
import { pointChoices } from '../choices.ts';

/** How an address is read from what stands after `?`, and written there. */
export interface AddressForm<Address> {
  readonly read: (search: string) => Address;
  readonly write: (address: Address) => string;
}

/** Changes an address: as a step that the browser can go back from, or in place of what stands there. */
export type ChangeAddress<Address> = (changed: Partial<Address>, how?: 'PUSH' | 'REPLACE') => void;

/** What the address of the page says, back and forward too, and how to change it. */
export const useAddress = <Address extends object>({
  read,
  write,
}: AddressForm<Address>): readonly [Address, ChangeAddress<Address>] => {
  const [address, setAddress] = useState(() => read(location.search));
  useEffect(() => {
    const again = (): void => {
      setAddress(read(location.search));
      pointChoices();
    };
    addEventListener('popstate', again);
    return () => removeEventListener('popstate', again);
  }, []);
  const change: ChangeAddress<Address> = (changed, how = 'PUSH') => {
    const next = { ...address, ...changed };
    if (how === 'PUSH') history.pushState(null, '', write(next));
    else history.replaceState(null, '', write(next));
    pointChoices();
    setAddress(next);
  };
  return [address, change];
};
