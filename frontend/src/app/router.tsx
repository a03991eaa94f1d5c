import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { meOptions } from "@/api/reference-data";
import { sessionState } from "@/api/session";
import { readListSearch } from "@/components/list/search";
import { readAccessSearch } from "@/features/identity/settings/access";
import { readNotificationSearch } from "@/features/notifications/search";
import { changeLocale, currentLocale, loadSettingsTexts, nearestLocale } from "@/i18n";
import { setTimeZone } from "@/lib/dates";
import { NotFound, RouteError, RoutePending } from "./RouteStates";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound });

// --- Before signing in ---

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

const outside = createRoute({
  getParentRoute: () => root,
  id: "outside",
  loader: () => loadSettingsTexts(),
  component: lazyRouteComponent(() => import("@/features/identity"), "OutsideFrame"),
});

const login = createRoute({
  getParentRoute: () => outside,
  path: "/login",
  validateSearch: (raw: Record<string, unknown>) => ({ next: text(raw.next) }),
  beforeLoad: () => {
    if (sessionState() === "signed-in") throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("@/features/identity"), "LoginPage"),
});
const setup = createRoute({
  getParentRoute: () => outside,
  path: "/setup",
  component: lazyRouteComponent(() => import("@/features/identity"), "SetupPage"),
});
const forgot = createRoute({
  getParentRoute: () => outside,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("@/features/identity"), "ForgotPasswordPage"),
});
const reset = createRoute({
  getParentRoute: () => outside,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("@/features/identity"), "ResetPasswordPage"),
});
const accept = createRoute({
  getParentRoute: () => outside,
  path: "/accept-invitation",
  component: lazyRouteComponent(() => import("@/features/identity"), "AcceptInvitationPage"),
});

// --- Signed in ---

async function loadMe(queries: QueryClient) {
  const me = await queries.ensureQueryData(meOptions);
  setTimeZone(me.user.time_zone ?? me.organization.time_zone);
  const locale = nearestLocale(me.user.locale);
  if (locale && locale !== currentLocale()) await changeLocale(locale);
  return me;
}

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: ({ location }) => {
    if (sessionState() !== "signed-in") {
      throw redirect({ to: "/login", search: { next: location.href === "/" ? undefined : location.href } });
    }
  },
  loader: async ({ context, location }) => {
    const me = await loadMe(context.queries);
    if (me.must_change_password && location.pathname !== "/change-password")
      throw redirect({ to: "/change-password" });
    if (!me.must_change_password && me.must_set_up_otp) throw redirect({ to: "/set-up-second-factor" });
  },
  component: lazyRouteComponent(() => import("./shell/Shell"), "Shell"),
});

const changePassword = createRoute({
  getParentRoute: () => outside,
  path: "/change-password",
  beforeLoad: () => {
    if (sessionState() !== "signed-in") throw redirect({ to: "/login" });
  },
  component: lazyRouteComponent(() => import("@/features/identity"), "ForcedPasswordPage"),
});

const setUpOtp = createRoute({
  getParentRoute: () => outside,
  path: "/set-up-second-factor",
  beforeLoad: () => {
    if (sessionState() !== "signed-in") throw redirect({ to: "/login" });
  },
  loader: ({ context }) => loadMe(context.queries),
  component: lazyRouteComponent(() => import("@/features/identity"), "ForcedOtpPage"),
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/customers" });
  },
});

const customers = createRoute({
  getParentRoute: () => inside,
  path: "/customers",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("@/features/customers/ListPage"), "CustomerListPage"),
});
const customersBin = createRoute({
  getParentRoute: () => inside,
  path: "/customers/recycle-bin",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("@/features/customers/BinPage"), "CustomerBinPage"),
});
const customerNew = createRoute({
  getParentRoute: () => inside,
  path: "/customers/new",
  component: lazyRouteComponent(() => import("@/features/customers/FormPages"), "CustomerNewPage"),
});
const customer = createRoute({
  getParentRoute: () => inside,
  path: "/customers/$id",
  component: lazyRouteComponent(() => import("@/features/customers/DetailPage"), "CustomerPage"),
});
const customerEdit = createRoute({
  getParentRoute: () => inside,
  path: "/customers/$id/edit",
  component: lazyRouteComponent(() => import("@/features/customers/FormPages"), "CustomerEditPage"),
});

const contacts = createRoute({
  getParentRoute: () => inside,
  path: "/contacts",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("@/features/contacts/ListPage"), "ContactListPage"),
});
const contactsBin = createRoute({
  getParentRoute: () => inside,
  path: "/contacts/recycle-bin",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("@/features/contacts/BinPage"), "ContactBinPage"),
});
const contactNew = createRoute({
  getParentRoute: () => inside,
  path: "/contacts/new",
  component: lazyRouteComponent(() => import("@/features/contacts/FormPages"), "ContactNewPage"),
});
const contact = createRoute({
  getParentRoute: () => inside,
  path: "/contacts/$id",
  component: lazyRouteComponent(() => import("@/features/contacts/DetailPage"), "ContactPage"),
});
const contactEdit = createRoute({
  getParentRoute: () => inside,
  path: "/contacts/$id/edit",
  component: lazyRouteComponent(() => import("@/features/contacts/FormPages"), "ContactEditPage"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  loader: () => loadSettingsTexts(),
  component: lazyRouteComponent(() => import("./shell/SettingsFrame"), "SettingsFrame"),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("./shell/SettingsFrame"), "SettingsHome"),
});

const identityPage = (
  path: string,
  name: "OrganizationPage" | "DepartmentsPage" | "UsersPage" | "RolesPage" | "ApiKeysPage" | "AccessPage",
) =>
  createRoute({
    getParentRoute: () => settings,
    path,
    component: lazyRouteComponent(() => import("@/features/identity/settings"), name),
  });
const access = createRoute({
  getParentRoute: () => settings,
  path: "/access",
  validateSearch: readAccessSearch,
  component: lazyRouteComponent(() => import("@/features/identity/settings"), "AccessPage"),
});
const platformPage = (
  path: string,
  name:
    | "DictionariesPage"
    | "CustomFieldsPage"
    | "NumberingPage"
    | "TagsPage"
    | "AuditPage"
    | "JobsPage"
    | "SystemPage"
    | "RobotsPage",
) =>
  createRoute({
    getParentRoute: () => settings,
    path,
    component: lazyRouteComponent(() => import("@/features/platform"), name),
  });

const personal = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  loader: () => loadSettingsTexts(),
  validateSearch: (raw: Record<string, unknown>) => ({ tab: text(raw.tab) }),
  component: lazyRouteComponent(() => import("@/features/identity/personal"), "PersonalPage"),
});

const notifications = createRoute({
  getParentRoute: () => inside,
  path: "/notifications",
  validateSearch: readNotificationSearch,
  component: lazyRouteComponent(
    () => import("@/features/notifications/NotificationsPage"),
    "NotificationsPage",
  ),
});

const tree = root.addChildren([
  outside.addChildren([login, setup, forgot, reset, accept, changePassword, setUpOtp]),
  inside.addChildren([
    home,
    customers,
    customersBin,
    customerNew,
    customer,
    customerEdit,
    contacts,
    contactsBin,
    contactNew,
    contact,
    contactEdit,
    personal,
    notifications,
    settings.addChildren([
      settingsHome,
      identityPage("/organization", "OrganizationPage"),
      identityPage("/departments", "DepartmentsPage"),
      identityPage("/users", "UsersPage"),
      identityPage("/roles", "RolesPage"),
      access,
      identityPage("/api-keys", "ApiKeysPage"),
      platformPage("/dictionaries", "DictionariesPage"),
      platformPage("/custom-fields", "CustomFieldsPage"),
      platformPage("/numbering", "NumberingPage"),
      platformPage("/tags", "TagsPage"),
      platformPage("/audit", "AuditPage"),
      platformPage("/jobs", "JobsPage"),
      platformPage("/system", "SystemPage"),
      platformPage("/robots", "RobotsPage"),
    ]),
  ]),
]);

/** The application's addresses. Pages load when they are first opened; hovering a link starts the load. */
export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: RoutePending,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}
