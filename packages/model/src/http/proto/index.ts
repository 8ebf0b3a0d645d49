export {
  decodeWaypointService,
  decodeWaypointSettings,
  encodeWaypointService,
  encodeWaypointSettings,
  WAYPOINT_SERVICE_TYPE,
  WAYPOINT_SETTINGS_TYPE,
} from "./waypoint-resource.ts";
