import antd from "antd/es/locale/en_US";
import "dayjs/locale/en";
import type { LanguagePack } from "../index";
import common from "./common.json";
import customers from "./customers.json";
import identity from "./identity.json";
import notifications from "./notifications.json";
import platform from "./platform.json";
import shell from "./shell.json";

const pack: LanguagePack = {
  texts: { common, shell, identity, customers, notifications, platform },
  antd,
  dayjs: "en",
};

export default pack;
