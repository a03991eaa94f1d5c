/** The pages before signing in; settings and personal pages load apart. */
export {
  AcceptInvitationPage,
  ForcedPasswordPage,
  ForgotPasswordPage,
  ResetPasswordPage,
  SetupPage,
} from "./AccessPages";
export { ForcedOtpPage } from "./ForcedOtpPage";
export { LoginPage } from "./LoginPage";
export { OutsideFrame } from "./OutsideFrame";
