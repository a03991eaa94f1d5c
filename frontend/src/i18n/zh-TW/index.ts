import antd from "antd/es/locale/zh_TW";
import "dayjs/locale/zh-tw";
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
  dayjs: "zh-tw",
};

export default pack;
