import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useSignOut } from "@/api/use-sign-out";

/** The way out of a page that must be dealt with first: for somebody who cannot now, or is the wrong person. */
export function Leave() {
  const { t } = useTranslation();
  const leave = useSignOut();
  return (
    <Button
      type="text"
      block
      style={{ marginTop: 8 }}
      loading={leave.isPending}
      onClick={() => leave.mutate()}
    >
      {t("shell.me.signOut")}
    </Button>
  );
}
