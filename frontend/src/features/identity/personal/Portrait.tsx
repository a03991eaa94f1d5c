import { useMutation } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { useMe } from "@/api/reference-data";
import { Avatar } from "@/components/ui/Avatar";
import { useErrorText } from "@/components/ui/states";
import { PICTURE_TYPES, portraitOf } from "@/lib/picture";
import css from "./personal.module.css";
import { useSaveMe } from "./use-save-me";

/** A person's picture: chosen from a file, cut to a square and stored at once. */
export function Portrait() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const { user } = useMe();
  const save = useSaveMe();
  const input = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: async (file: File | null) => save({ avatar: file && (await portraitOf(file)) }),
    onError: (error) =>
      void message.error(error instanceof ApiProblem ? textOf(error) : t("identity.avatar.unreadable")),
  });
  return (
    <div className={css.portrait}>
      <Avatar name={user.display_name} src={user.avatar} size={72} />
      <div>
        <div className={css.portraitTools}>
          <Button loading={change.isPending} onClick={() => input.current?.click()}>
            {user.avatar ? t("identity.avatar.change") : t("identity.avatar.upload")}
          </Button>
          {user.avatar ? (
            <Button type="text" disabled={change.isPending} onClick={() => change.mutate(null)}>
              {t("common.action.remove")}
            </Button>
          ) : null}
        </div>
        <p>{t("identity.avatar.hint")}</p>
      </div>
      <input
        ref={input}
        type="file"
        accept={PICTURE_TYPES}
        hidden
        aria-label={t("identity.avatar.upload")}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen once more after it has been removed.
          event.target.value = "";
          if (file) change.mutate(file);
        }}
      />
    </div>
  );
}
