import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/ui/Page";
import { Notifications } from "./Notifications";
import { Preferences, Profile } from "./Profile";
import { Security } from "./Security";
import { LoginEvents, Sessions } from "./Sessions";

/** A person's own settings. */
export function PersonalPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  return (
    <Page title={t("identity.personal.title")}>
      <div style={{ maxWidth: 760 }}>
        <Tabs
          activeKey={tab ?? "profile"}
          onChange={(key) =>
            void navigate({ to: "/me", search: { tab: key }, replace: true, resetScroll: false })
          }
          items={[
            { key: "profile", label: t("identity.personal.profile"), children: <Profile /> },
            { key: "preferences", label: t("identity.personal.preferences"), children: <Preferences /> },
            {
              key: "notifications",
              label: t("notifications.title"),
              children: <Notifications />,
            },
            { key: "security", label: t("identity.personal.security"), children: <Security /> },
            {
              key: "sessions",
              label: t("identity.personal.sessions"),
              children: (
                <>
                  <Sessions />
                  <LoginEvents />
                </>
              ),
            },
          ]}
        />
      </div>
    </Page>
  );
}
