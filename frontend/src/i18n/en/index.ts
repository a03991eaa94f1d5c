import antd from "antd/es/locale/en_US";
import "dayjs/locale/en";
import type { LanguagePack } from "../index";
import common from "./common.json";
import contacts from "./contacts.json";
import customers from "./customers.json";
import notifications from "./notifications.json";
import shell from "./shell.json";

const pack: LanguagePack = {
  texts: { common, shell, customers, contacts, notifications },
  antd,
  dayjs: "en",
};

export default pack;
