export { translateRules } from "./policy-rules.ts";
export {
  type PolicySettings,
  type TranslatedPolicy,
  translateAuthorizationPolicy,
  ZTUNNEL_ACCEPTED,
} from "./translate-authorization-policy.ts";
