export {
  encodeForXds,
  TEST_CONTROL_PLANE_HOST,
  TestControlPlane,
  type TestControlPlaneOptions,
} from "./test-control-plane.ts";
