import { useEffect, useState } from 'preact/hooks';
import { type Address, addressOf, searchOf } from './address.ts';

/** What the address of the page says, back and forward too, and how to change it. */
export const useAddress = (): readonly [Address, (changed: Partial<Address>) => void] => {
  const [address, setAddress] = useState(() => addressOf(location.search));
  useEffect(() => {
    const read = (): void => setAddress(addressOf(location.search));
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  const change = (changed: Partial<Address>): void => {
    const next = { ...address, ...changed };
    history.pushState(null, '', searchOf(next));
    setAddress(next);
  };
  return [address, change];
};
