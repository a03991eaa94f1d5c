import i18next from "i18next";
import { expect, test } from "vitest";
import { changeLocale, loadSettingsTexts, startI18n } from "./index";

test("the texts of the settings come when they are asked for, and then follow the language", async () => {
  await startI18n();
  await changeLocale("en");
  expect(i18next.exists("common.action.save")).toBe(true);
  expect(i18next.exists("identity.roles.title")).toBe(false);
  await loadSettingsTexts();
  expect(i18next.t("identity.roles.title")).not.toBe("identity.roles.title");
  const english = i18next.t("identity.roles.title");
  await changeLocale("zh-TW");
  expect(i18next.t("identity.roles.title")).not.toBe(english);
  expect(i18next.exists("common.action.save")).toBe(true);
  await changeLocale("en");
  expect(i18next.t("identity.roles.title")).toBe(english);
});
