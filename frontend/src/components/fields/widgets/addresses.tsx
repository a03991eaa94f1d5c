import { useTranslation } from "react-i18next";
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
  /** The one to write to and to visit when nothing else is said; at most one of a record. */
  primary?: boolean;
  postal_code?: string | null;
  /** Hours not suited for a visit, in words. */
  visit_hours_note?: string | null;
  [other: string]: unknown;
}

/** The addresses in a field's value. */
export const asAddresses = (value: unknown) => (Array.isArray(value) ? (value as Address[]) : []);

function AddressLine({ address, main }: { address: Address; main: boolean }) {
  const { t } = useTranslation();
  const types = useDictionary(address.kind ? "address_type" : null);
  const region = useRegionName(address.region);
  const type = types.find((each) => each.code === address.kind)?.label ?? address.kind;
  return (
    <div className={css.entry}>
      {type ? <Chip>{type}</Chip> : null}{" "}
      {main ? <Chip tone="accent">{t("common.address.primary")}</Chip> : null} {region} {address.street}
      {address.postal_code || address.visit_hours_note ? (
        <small>{[address.postal_code, address.visit_hours_note].filter(Boolean).join(" · ")}</small>
      ) : null}
    </div>
  );
}

export function AddressesDisplay({ value }: DisplayProps) {
  const addresses = asAddresses(value);
  return addresses.map((address, at) => (
    <AddressLine
      key={`${at}:${address.street}`}
      address={address}
      // An only address needs no distinction.
      main={address.primary === true && addresses.length > 1}
    />
  ));
}
