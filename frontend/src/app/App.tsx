import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { App as AntdApp, ConfigProvider } from "antd";
import { useMemo } from "react";
import { isProblem } from "@/api/problem";
import { onSessionChange, sessionState } from "@/api/session";
import { useAntdLocale } from "@/i18n";
import { antdTheme } from "@/theme/antd";
import { useTheme } from "@/theme/mode";
import { createAppRouter } from "./router";

/** A refusal will not change by asking again; a lost connection or an overloaded server may. */
function mayRetry(count: number, error: unknown): boolean {
  const passing = isProblem(error) && (error.status === 0 || error.status === 502 || error.status === 503);
  return passing && count < 2;
}

const queries = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: { retry: mayRetry, staleTime: 10_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

const router = createAppRouter(queries);

onSessionChange(() => {
  // Nothing of one person's data may be left for the next.
  if (sessionState() === "signed-out") queries.clear();
  void router.invalidate();
});

/** The application inside its providers: theme, language, data, routes. */
export function App() {
  const { mode, still } = useTheme();
  const locale = useAntdLocale();
  const theme = useMemo(() => antdTheme(mode, still), [mode, still]);
  return (
    <ConfigProvider theme={theme} {...(locale ? { locale } : {})} button={{ autoInsertSpace: false }}>
      <AntdApp component={false} message={{ maxCount: 3 }}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntdApp>
    </ConfigProvider>
  );
}
