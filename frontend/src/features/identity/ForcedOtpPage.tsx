import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/reference-data";
import { Leave } from "./Leave";
import { OutsideBox } from "./OutsideFrame";
import { SecondFactor } from "./personal/Security";

/** A role asks for a second factor: nothing else is open until there is one. */
export function ForcedOtpPage() {
  const { t } = useTranslation();
  const { has_otp } = useMe();
  const navigate = useNavigate();
  return (
    <OutsideBox title={t("identity.forcedOtp.title")} hint={t("identity.forcedOtp.hint")}>
      <SecondFactor compulsory />
      {has_otp ? (
        <Button type="primary" block onClick={() => void navigate({ to: "/" })}>
          {t("identity.forcedOtp.go")}
        </Button>
      ) : (
        <Leave />
      )}
    </OutsideBox>
  );
}
