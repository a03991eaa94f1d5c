import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Button } from "antd";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Bone, EmptyState, ErrorState } from "@/components/ui/states";

/** A page that is still loading its code. */
export function RoutePending() {
  return (
    <div style={{ display: "grid", gap: 16, padding: 24 }} aria-busy="true">
      <Bone width={180} height={22} />
      <Bone width="60%" />
      <Bone width="72%" />
      <Bone width="48%" />
    </div>
  );
}

/** A page that failed: says why and tries again. */
export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return <ErrorState error={error} retry={() => void router.invalidate()} />;
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main style={{ display: "grid", minHeight: "100%", placeContent: "center" }}>
      <EmptyState
        icon={Compass}
        text={t("shell.notFound")}
        action={
          <Link to="/">
            <Button>{t("shell.goHome")}</Button>
          </Link>
        }
      />
    </main>
  );
}
