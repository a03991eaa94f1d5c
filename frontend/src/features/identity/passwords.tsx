import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";

/** The shortest password the server accepts, in characters (spec 01, "Sign-in and sessions"). */
export const PASSWORD_MIN = 10;

/** A new password, typed twice. The server also refuses common ones. */
export function NewPasswordFields({ name = "password" }: { name?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name={name}
        label={t("identity.password.new")}
        extra={t("identity.password.rule", { count: PASSWORD_MIN })}
        rules={[
          {
            required: true,
            min: PASSWORD_MIN,
            message: t("identity.password.rule", { count: PASSWORD_MIN }),
          },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t("identity.password.repeat")}
        dependencies={[name]}
        rules={[
          { required: true, message: t("common.required") },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue(name)
                ? Promise.resolve()
                : Promise.reject(new Error(t("identity.password.differs"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
