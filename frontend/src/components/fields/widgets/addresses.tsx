import { useDictionary } from "@/api/reference-data";
import { Chip } from "@/components/ui/Chip";
import css from "../fields.module.css";
import type { DisplayProps } from "../types";
import { useRegionName } from "./region";

/** One address of a customer. */
export interface Address {
  /** A value of the dictionary `address_type`. */
  kind?: string | null;
  /** Code by GB/T 2260, of the narrowest level known. */
  region?: string | null;
  street?: string | null;
  postal_code?: string | null;
  /** Hours not suited for a visit, in words. */
  visit_hours_note?: string | null;
  [other: string]: unknown;
}

/** The addresses in a field's value. */
export const asAddresses = (value: unknown) => (Array.isArray(value) ? (value as Address[]) : []);

function AddressLine({ address }: { address: Address }) {
  const types = useDictionary(address.kind ? "address_type" : null);
  const region = useRegionName(address.region);
  const type = types.find((each) => each.code === address.kind)?.label ?? address.kind;
  return (
    <div className={css.entry}>
      {type ? <Chip>{type}</Chip> : null} {region} {address.street}
      {address.postal_code || address.visit_hours_note ? (
        <small>{[address.postal_code, address.visit_hours_note].filter(Boolean).join(" · ")}</small>
      ) : null}
    </div>
  );
}

export function AddressesDisplay({ value }: DisplayProps) {
  return asAddresses(value).map((address, at) => (
    <AddressLine key={`${at}:${address.street}`} address={address} />
  ));
}
