import { Building2, ContactRound, type LucideIcon } from "lucide-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { ExtraTab } from "@/components/detail/extra-tabs";

/** One business module: its entry in the rail, in the create menu and in the search. */
export interface AppModule {
  /** Resource in permissions and search results. */
  resource: string;
  /** Kind of its records in search results. */
  kind: string;
  /** Catalogue key of its name. */
  label: string;
  path: string;
  icon: LucideIcon;
  /** Keys that lead here: `g c`. */
  go: string;
  /** Catalogue key of "new …" and the quick form; absent where nothing is created by hand. */
  create?: { label: string; Form: LazyExoticComponent<ComponentType<{ onClose: () => void }>> };
  /** Tabs on the pages of other modules' records. */
  tabs?: readonly ExtraTab[];
}

/** The modules there are, in the order of the rail. */
export const MODULES: readonly AppModule[] = [
  {
    resource: "customers",
    kind: "customer",
    label: "shell.nav.customers",
    path: "/customers",
    icon: Building2,
    go: "g c",
    create: {
      label: "shell.create.customer",
      Form: lazy(() => import("@/features/customers/quick-create")),
    },
  },
  {
    resource: "contacts",
    kind: "contact",
    label: "shell.nav.contacts",
    path: "/contacts",
    icon: ContactRound,
    go: "g p",
    create: {
      label: "shell.create.contact",
      Form: lazy(() => import("@/features/contacts/quick-create")),
    },
    tabs: [
      {
        on: "customers",
        key: "contacts",
        label: "shell.nav.contacts",
        Content: lazy(() => import("@/features/contacts/CustomerContacts")),
      },
    ],
  },
];
