/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $Boolean = $util.global.Boolean, $Number = $util.global.Number;

const $root = $protobuf.roots["ambit-waypoint"] || ($protobuf.roots["ambit-waypoint"] = {});

export const ambit = $root.ambit = (() => {

    const ambit = {};

    ambit.waypoint = (function() {

        const waypoint = {};

        waypoint.Service = (function() {

            const Service = function (properties) {
                this.ports = [];
                this.routeTables = [];
                this.connectionRoutes = [];
                this.policies = [];
                this.jwtRules = [];
                this.trafficPolicies = [];
                this.subsets = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Service.prototype.namespace = "";
            Service.prototype.hostname = "";
            Service.prototype.ports = $util.emptyArray;
            Service.prototype.isServed = false;
            Service.prototype.routeTables = $util.emptyArray;
            Service.prototype.connectionRoutes = $util.emptyArray;
            Service.prototype.policies = $util.emptyArray;
            Service.prototype.jwtRules = $util.emptyArray;
            Service.prototype.trafficPolicies = $util.emptyArray;
            Service.prototype.subsets = $util.emptyArray;
            Service.prototype.telemetry = null;

            Service.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(10).string(message.namespace);
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname") && message.hostname !== "")
                    writer.uint32(18).string(message.hostname);
                if (message.ports != null && message.ports.length)
                    for (let i = 0; i < message.ports.length; ++i)
                        $root.ambit.waypoint.Port.encode(message.ports[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.isServed != null && $Object.hasOwnProperty.call(message, "isServed") && message.isServed !== false)
                    writer.uint32(32).bool(message.isServed);
                if (message.routeTables != null && message.routeTables.length)
                    for (let i = 0; i < message.routeTables.length; ++i)
                        $root.ambit.waypoint.RouteTable.encode(message.routeTables[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.connectionRoutes != null && message.connectionRoutes.length)
                    for (let i = 0; i < message.connectionRoutes.length; ++i)
                        $root.ambit.waypoint.ConnectionRoute.encode(message.connectionRoutes[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.policies != null && message.policies.length)
                    for (let i = 0; i < message.policies.length; ++i)
                        $root.ambit.waypoint.Policy.encode(message.policies[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.jwtRules != null && message.jwtRules.length)
                    for (let i = 0; i < message.jwtRules.length; ++i)
                        $root.ambit.waypoint.JwtRule.encode(message.jwtRules[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.trafficPolicies != null && message.trafficPolicies.length)
                    for (let i = 0; i < message.trafficPolicies.length; ++i)
                        $root.ambit.waypoint.PortPolicy.encode(message.trafficPolicies[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.subsets != null && message.subsets.length)
                    for (let i = 0; i < message.subsets.length; ++i)
                        $root.ambit.waypoint.Subset.encode(message.subsets[i], writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.telemetry != null && $Object.hasOwnProperty.call(message, "telemetry"))
                    $root.ambit.waypoint.Telemetry.encode(message.telemetry, writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Service.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Service();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hostname = value;
                            else
                                delete message.hostname;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ports && message.ports.length))
                                message.ports = [];
                            message.ports.push($root.ambit.waypoint.Port.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isServed = value;
                            else
                                delete message.isServed;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.routeTables && message.routeTables.length))
                                message.routeTables = [];
                            message.routeTables.push($root.ambit.waypoint.RouteTable.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.connectionRoutes && message.connectionRoutes.length))
                                message.connectionRoutes = [];
                            message.connectionRoutes.push($root.ambit.waypoint.ConnectionRoute.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.policies && message.policies.length))
                                message.policies = [];
                            message.policies.push($root.ambit.waypoint.Policy.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.jwtRules && message.jwtRules.length))
                                message.jwtRules = [];
                            message.jwtRules.push($root.ambit.waypoint.JwtRule.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.trafficPolicies && message.trafficPolicies.length))
                                message.trafficPolicies = [];
                            message.trafficPolicies.push($root.ambit.waypoint.PortPolicy.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.subsets && message.subsets.length))
                                message.subsets = [];
                            message.subsets.push($root.ambit.waypoint.Subset.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.telemetry = $root.ambit.waypoint.Telemetry.decode(reader, reader.size(), $undefined, _depth + 1, message.telemetry);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Service.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Service)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Service: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Service();
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.hostname != null)
                    if (typeof object.hostname !== "string" || object.hostname.length)
                        message.hostname = $String(object.hostname);
                if (object.ports) {
                    if (!$Array.isArray(object.ports))
                        throw $TypeError(".ambit.waypoint.Service.ports: array expected");
                    message.ports = $Array(object.ports.length);
                    for (let i = 0; i < object.ports.length; ++i) {
                        if (!$util.isObject(object.ports[i]))
                            throw $TypeError(".ambit.waypoint.Service.ports: object expected");
                        message.ports[i] = $root.ambit.waypoint.Port.fromObject(object.ports[i], _depth + 1);
                    }
                }
                if (object.isServed != null)
                    if (object.isServed)
                        message.isServed = $Boolean(object.isServed);
                if (object.routeTables) {
                    if (!$Array.isArray(object.routeTables))
                        throw $TypeError(".ambit.waypoint.Service.routeTables: array expected");
                    message.routeTables = $Array(object.routeTables.length);
                    for (let i = 0; i < object.routeTables.length; ++i) {
                        if (!$util.isObject(object.routeTables[i]))
                            throw $TypeError(".ambit.waypoint.Service.routeTables: object expected");
                        message.routeTables[i] = $root.ambit.waypoint.RouteTable.fromObject(object.routeTables[i], _depth + 1);
                    }
                }
                if (object.connectionRoutes) {
                    if (!$Array.isArray(object.connectionRoutes))
                        throw $TypeError(".ambit.waypoint.Service.connectionRoutes: array expected");
                    message.connectionRoutes = $Array(object.connectionRoutes.length);
                    for (let i = 0; i < object.connectionRoutes.length; ++i) {
                        if (!$util.isObject(object.connectionRoutes[i]))
                            throw $TypeError(".ambit.waypoint.Service.connectionRoutes: object expected");
                        message.connectionRoutes[i] = $root.ambit.waypoint.ConnectionRoute.fromObject(object.connectionRoutes[i], _depth + 1);
                    }
                }
                if (object.policies) {
                    if (!$Array.isArray(object.policies))
                        throw $TypeError(".ambit.waypoint.Service.policies: array expected");
                    message.policies = $Array(object.policies.length);
                    for (let i = 0; i < object.policies.length; ++i) {
                        if (!$util.isObject(object.policies[i]))
                            throw $TypeError(".ambit.waypoint.Service.policies: object expected");
                        message.policies[i] = $root.ambit.waypoint.Policy.fromObject(object.policies[i], _depth + 1);
                    }
                }
                if (object.jwtRules) {
                    if (!$Array.isArray(object.jwtRules))
                        throw $TypeError(".ambit.waypoint.Service.jwtRules: array expected");
                    message.jwtRules = $Array(object.jwtRules.length);
                    for (let i = 0; i < object.jwtRules.length; ++i) {
                        if (!$util.isObject(object.jwtRules[i]))
                            throw $TypeError(".ambit.waypoint.Service.jwtRules: object expected");
                        message.jwtRules[i] = $root.ambit.waypoint.JwtRule.fromObject(object.jwtRules[i], _depth + 1);
                    }
                }
                if (object.trafficPolicies) {
                    if (!$Array.isArray(object.trafficPolicies))
                        throw $TypeError(".ambit.waypoint.Service.trafficPolicies: array expected");
                    message.trafficPolicies = $Array(object.trafficPolicies.length);
                    for (let i = 0; i < object.trafficPolicies.length; ++i) {
                        if (!$util.isObject(object.trafficPolicies[i]))
                            throw $TypeError(".ambit.waypoint.Service.trafficPolicies: object expected");
                        message.trafficPolicies[i] = $root.ambit.waypoint.PortPolicy.fromObject(object.trafficPolicies[i], _depth + 1);
                    }
                }
                if (object.subsets) {
                    if (!$Array.isArray(object.subsets))
                        throw $TypeError(".ambit.waypoint.Service.subsets: array expected");
                    message.subsets = $Array(object.subsets.length);
                    for (let i = 0; i < object.subsets.length; ++i) {
                        if (!$util.isObject(object.subsets[i]))
                            throw $TypeError(".ambit.waypoint.Service.subsets: object expected");
                        message.subsets[i] = $root.ambit.waypoint.Subset.fromObject(object.subsets[i], _depth + 1);
                    }
                }
                if (object.telemetry != null) {
                    if (!$util.isObject(object.telemetry))
                        throw $TypeError(".ambit.waypoint.Service.telemetry: object expected");
                    message.telemetry = $root.ambit.waypoint.Telemetry.fromObject(object.telemetry, _depth + 1);
                }
                return message;
            };

            Service.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.ports = [];
                    object.routeTables = [];
                    object.connectionRoutes = [];
                    object.policies = [];
                    object.jwtRules = [];
                    object.trafficPolicies = [];
                    object.subsets = [];
                }
                if (options.defaults) {
                    object.namespace = "";
                    object.hostname = "";
                    object.isServed = false;
                    object.telemetry = null;
                }
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                    object.hostname = message.hostname;
                if (message.ports && message.ports.length) {
                    object.ports = $Array(message.ports.length);
                    for (let j = 0; j < message.ports.length; ++j)
                        object.ports[j] = $root.ambit.waypoint.Port.toObject(message.ports[j], options, _depth + 1);
                }
                if (message.isServed != null && $Object.hasOwnProperty.call(message, "isServed"))
                    object.isServed = message.isServed;
                if (message.routeTables && message.routeTables.length) {
                    object.routeTables = $Array(message.routeTables.length);
                    for (let j = 0; j < message.routeTables.length; ++j)
                        object.routeTables[j] = $root.ambit.waypoint.RouteTable.toObject(message.routeTables[j], options, _depth + 1);
                }
                if (message.connectionRoutes && message.connectionRoutes.length) {
                    object.connectionRoutes = $Array(message.connectionRoutes.length);
                    for (let j = 0; j < message.connectionRoutes.length; ++j)
                        object.connectionRoutes[j] = $root.ambit.waypoint.ConnectionRoute.toObject(message.connectionRoutes[j], options, _depth + 1);
                }
                if (message.policies && message.policies.length) {
                    object.policies = $Array(message.policies.length);
                    for (let j = 0; j < message.policies.length; ++j)
                        object.policies[j] = $root.ambit.waypoint.Policy.toObject(message.policies[j], options, _depth + 1);
                }
                if (message.jwtRules && message.jwtRules.length) {
                    object.jwtRules = $Array(message.jwtRules.length);
                    for (let j = 0; j < message.jwtRules.length; ++j)
                        object.jwtRules[j] = $root.ambit.waypoint.JwtRule.toObject(message.jwtRules[j], options, _depth + 1);
                }
                if (message.trafficPolicies && message.trafficPolicies.length) {
                    object.trafficPolicies = $Array(message.trafficPolicies.length);
                    for (let j = 0; j < message.trafficPolicies.length; ++j)
                        object.trafficPolicies[j] = $root.ambit.waypoint.PortPolicy.toObject(message.trafficPolicies[j], options, _depth + 1);
                }
                if (message.subsets && message.subsets.length) {
                    object.subsets = $Array(message.subsets.length);
                    for (let j = 0; j < message.subsets.length; ++j)
                        object.subsets[j] = $root.ambit.waypoint.Subset.toObject(message.subsets[j], options, _depth + 1);
                }
                if (message.telemetry != null && $Object.hasOwnProperty.call(message, "telemetry"))
                    object.telemetry = $root.ambit.waypoint.Telemetry.toObject(message.telemetry, options, _depth + 1);
                return object;
            };

            Service.prototype.toJSON = function() {
                return Service.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Service;
        })();

        waypoint.Waypoint = (function() {

            const Waypoint = function (properties) {
                this.trustDomains = [];
                this.providers = [];
                this.workloadPolicies = [];
                this.workloadJwtRules = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Waypoint.prototype.namespace = "";
            Waypoint.prototype.name = "";
            Waypoint.prototype.trustDomains = $util.emptyArray;
            Waypoint.prototype.pathNormalization = 0;
            Waypoint.prototype.numTrustedProxies = 0;
            Waypoint.prototype.forwardsClientIdentity = false;
            Waypoint.prototype.providers = $util.emptyArray;
            Waypoint.prototype.workloadPolicies = $util.emptyArray;
            Waypoint.prototype.workloadJwtRules = $util.emptyArray;
            Waypoint.prototype.workloadTelemetry = null;

            Waypoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(10).string(message.namespace);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(18).string(message.name);
                if (message.trustDomains != null && message.trustDomains.length)
                    for (let i = 0; i < message.trustDomains.length; ++i)
                        writer.uint32(26).string(message.trustDomains[i]);
                if (message.pathNormalization != null && $Object.hasOwnProperty.call(message, "pathNormalization") && message.pathNormalization !== 0)
                    writer.uint32(32).int32(message.pathNormalization);
                if (message.numTrustedProxies != null && $Object.hasOwnProperty.call(message, "numTrustedProxies") && message.numTrustedProxies !== 0)
                    writer.uint32(40).uint32(message.numTrustedProxies);
                if (message.forwardsClientIdentity != null && $Object.hasOwnProperty.call(message, "forwardsClientIdentity") && message.forwardsClientIdentity !== false)
                    writer.uint32(48).bool(message.forwardsClientIdentity);
                if (message.providers != null && message.providers.length)
                    for (let i = 0; i < message.providers.length; ++i)
                        $root.ambit.waypoint.Provider.encode(message.providers[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.workloadPolicies != null && message.workloadPolicies.length)
                    for (let i = 0; i < message.workloadPolicies.length; ++i)
                        $root.ambit.waypoint.Policy.encode(message.workloadPolicies[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.workloadJwtRules != null && message.workloadJwtRules.length)
                    for (let i = 0; i < message.workloadJwtRules.length; ++i)
                        $root.ambit.waypoint.JwtRule.encode(message.workloadJwtRules[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.workloadTelemetry != null && $Object.hasOwnProperty.call(message, "workloadTelemetry"))
                    $root.ambit.waypoint.Telemetry.encode(message.workloadTelemetry, writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Waypoint.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Waypoint();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.trustDomains && message.trustDomains.length))
                                message.trustDomains = [];
                            message.trustDomains.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.pathNormalization = value;
                            else
                                delete message.pathNormalization;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.numTrustedProxies = value;
                            else
                                delete message.numTrustedProxies;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.forwardsClientIdentity = value;
                            else
                                delete message.forwardsClientIdentity;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.providers && message.providers.length))
                                message.providers = [];
                            message.providers.push($root.ambit.waypoint.Provider.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.workloadPolicies && message.workloadPolicies.length))
                                message.workloadPolicies = [];
                            message.workloadPolicies.push($root.ambit.waypoint.Policy.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.workloadJwtRules && message.workloadJwtRules.length))
                                message.workloadJwtRules = [];
                            message.workloadJwtRules.push($root.ambit.waypoint.JwtRule.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.workloadTelemetry = $root.ambit.waypoint.Telemetry.decode(reader, reader.size(), $undefined, _depth + 1, message.workloadTelemetry);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Waypoint.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Waypoint)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Waypoint: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Waypoint();
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.trustDomains) {
                    if (!$Array.isArray(object.trustDomains))
                        throw $TypeError(".ambit.waypoint.Waypoint.trustDomains: array expected");
                    message.trustDomains = $Array(object.trustDomains.length);
                    for (let i = 0; i < object.trustDomains.length; ++i)
                        message.trustDomains[i] = $String(object.trustDomains[i]);
                }
                if (object.pathNormalization !== 0 && (typeof object.pathNormalization !== "string" || $root.ambit.waypoint.PathNormalization[object.pathNormalization] !== 0))
                    switch (object.pathNormalization) {
                    case "NONE":
                    case 0:
                        message.pathNormalization = 0;
                        break;
                    case "BASE":
                    case 1:
                        message.pathNormalization = 1;
                        break;
                    case "MERGE_SLASHES":
                    case 2:
                        message.pathNormalization = 2;
                        break;
                    case "DECODE_AND_MERGE_SLASHES":
                    case 3:
                        message.pathNormalization = 3;
                        break;
                    default:
                        if (typeof object.pathNormalization === "number" && (object.pathNormalization | 0) === object.pathNormalization)
                            message.pathNormalization = object.pathNormalization;
                    }
                if (object.numTrustedProxies != null)
                    if ($Number(object.numTrustedProxies) !== 0)
                        message.numTrustedProxies = object.numTrustedProxies >>> 0;
                if (object.forwardsClientIdentity != null)
                    if (object.forwardsClientIdentity)
                        message.forwardsClientIdentity = $Boolean(object.forwardsClientIdentity);
                if (object.providers) {
                    if (!$Array.isArray(object.providers))
                        throw $TypeError(".ambit.waypoint.Waypoint.providers: array expected");
                    message.providers = $Array(object.providers.length);
                    for (let i = 0; i < object.providers.length; ++i) {
                        if (!$util.isObject(object.providers[i]))
                            throw $TypeError(".ambit.waypoint.Waypoint.providers: object expected");
                        message.providers[i] = $root.ambit.waypoint.Provider.fromObject(object.providers[i], _depth + 1);
                    }
                }
                if (object.workloadPolicies) {
                    if (!$Array.isArray(object.workloadPolicies))
                        throw $TypeError(".ambit.waypoint.Waypoint.workloadPolicies: array expected");
                    message.workloadPolicies = $Array(object.workloadPolicies.length);
                    for (let i = 0; i < object.workloadPolicies.length; ++i) {
                        if (!$util.isObject(object.workloadPolicies[i]))
                            throw $TypeError(".ambit.waypoint.Waypoint.workloadPolicies: object expected");
                        message.workloadPolicies[i] = $root.ambit.waypoint.Policy.fromObject(object.workloadPolicies[i], _depth + 1);
                    }
                }
                if (object.workloadJwtRules) {
                    if (!$Array.isArray(object.workloadJwtRules))
                        throw $TypeError(".ambit.waypoint.Waypoint.workloadJwtRules: array expected");
                    message.workloadJwtRules = $Array(object.workloadJwtRules.length);
                    for (let i = 0; i < object.workloadJwtRules.length; ++i) {
                        if (!$util.isObject(object.workloadJwtRules[i]))
                            throw $TypeError(".ambit.waypoint.Waypoint.workloadJwtRules: object expected");
                        message.workloadJwtRules[i] = $root.ambit.waypoint.JwtRule.fromObject(object.workloadJwtRules[i], _depth + 1);
                    }
                }
                if (object.workloadTelemetry != null) {
                    if (!$util.isObject(object.workloadTelemetry))
                        throw $TypeError(".ambit.waypoint.Waypoint.workloadTelemetry: object expected");
                    message.workloadTelemetry = $root.ambit.waypoint.Telemetry.fromObject(object.workloadTelemetry, _depth + 1);
                }
                return message;
            };

            Waypoint.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.trustDomains = [];
                    object.providers = [];
                    object.workloadPolicies = [];
                    object.workloadJwtRules = [];
                }
                if (options.defaults) {
                    object.namespace = "";
                    object.name = "";
                    object.pathNormalization = options.enums === $String ? "NONE" : 0;
                    object.numTrustedProxies = 0;
                    object.forwardsClientIdentity = false;
                    object.workloadTelemetry = null;
                }
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.trustDomains && message.trustDomains.length) {
                    object.trustDomains = $Array(message.trustDomains.length);
                    for (let j = 0; j < message.trustDomains.length; ++j)
                        object.trustDomains[j] = message.trustDomains[j];
                }
                if (message.pathNormalization != null && $Object.hasOwnProperty.call(message, "pathNormalization"))
                    object.pathNormalization = options.enums === $String ? $root.ambit.waypoint.PathNormalization[message.pathNormalization] === $undefined ? message.pathNormalization : $root.ambit.waypoint.PathNormalization[message.pathNormalization] : message.pathNormalization;
                if (message.numTrustedProxies != null && $Object.hasOwnProperty.call(message, "numTrustedProxies"))
                    object.numTrustedProxies = message.numTrustedProxies;
                if (message.forwardsClientIdentity != null && $Object.hasOwnProperty.call(message, "forwardsClientIdentity"))
                    object.forwardsClientIdentity = message.forwardsClientIdentity;
                if (message.providers && message.providers.length) {
                    object.providers = $Array(message.providers.length);
                    for (let j = 0; j < message.providers.length; ++j)
                        object.providers[j] = $root.ambit.waypoint.Provider.toObject(message.providers[j], options, _depth + 1);
                }
                if (message.workloadPolicies && message.workloadPolicies.length) {
                    object.workloadPolicies = $Array(message.workloadPolicies.length);
                    for (let j = 0; j < message.workloadPolicies.length; ++j)
                        object.workloadPolicies[j] = $root.ambit.waypoint.Policy.toObject(message.workloadPolicies[j], options, _depth + 1);
                }
                if (message.workloadJwtRules && message.workloadJwtRules.length) {
                    object.workloadJwtRules = $Array(message.workloadJwtRules.length);
                    for (let j = 0; j < message.workloadJwtRules.length; ++j)
                        object.workloadJwtRules[j] = $root.ambit.waypoint.JwtRule.toObject(message.workloadJwtRules[j], options, _depth + 1);
                }
                if (message.workloadTelemetry != null && $Object.hasOwnProperty.call(message, "workloadTelemetry"))
                    object.workloadTelemetry = $root.ambit.waypoint.Telemetry.toObject(message.workloadTelemetry, options, _depth + 1);
                return object;
            };

            Waypoint.prototype.toJSON = function() {
                return Waypoint.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Waypoint;
        })();

        waypoint.PathNormalization = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "NONE"] = 0;
            values[valuesById[1] = "BASE"] = 1;
            values[valuesById[2] = "MERGE_SLASHES"] = 2;
            values[valuesById[3] = "DECODE_AND_MERGE_SLASHES"] = 3;
            return values;
        })();

        waypoint.Port = (function() {

            const Port = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Port.prototype.number = 0;
            Port.prototype.protocol = 0;

            Port.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                    writer.uint32(8).uint32(message.number);
                if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                    writer.uint32(16).int32(message.protocol);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Port.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Port();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.number = value;
                            else
                                delete message.number;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.protocol = value;
                            else
                                delete message.protocol;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Port.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Port)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Port: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Port();
                if (object.number != null)
                    if ($Number(object.number) !== 0)
                        message.number = object.number >>> 0;
                if (object.protocol !== 0 && (typeof object.protocol !== "string" || $root.ambit.waypoint.PortProtocol[object.protocol] !== 0))
                    switch (object.protocol) {
                    case "DETECT":
                    case 0:
                        message.protocol = 0;
                        break;
                    case "HTTP":
                    case 1:
                        message.protocol = 1;
                        break;
                    case "HTTP2":
                    case 2:
                        message.protocol = 2;
                        break;
                    case "TCP":
                    case 3:
                        message.protocol = 3;
                        break;
                    case "TLS":
                    case 4:
                        message.protocol = 4;
                        break;
                    default:
                        if (typeof object.protocol === "number" && (object.protocol | 0) === object.protocol)
                            message.protocol = object.protocol;
                    }
                return message;
            };

            Port.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.number = 0;
                    object.protocol = options.enums === $String ? "DETECT" : 0;
                }
                if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                    object.number = message.number;
                if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                    object.protocol = options.enums === $String ? $root.ambit.waypoint.PortProtocol[message.protocol] === $undefined ? message.protocol : $root.ambit.waypoint.PortProtocol[message.protocol] : message.protocol;
                return object;
            };

            Port.prototype.toJSON = function() {
                return Port.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Port;
        })();

        waypoint.PortProtocol = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DETECT"] = 0;
            values[valuesById[1] = "HTTP"] = 1;
            values[valuesById[2] = "HTTP2"] = 2;
            values[valuesById[3] = "TCP"] = 3;
            values[valuesById[4] = "TLS"] = 4;
            return values;
        })();

        waypoint.TextMatch = (function() {

            const TextMatch = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TextMatch.prototype.exact = null;
            TextMatch.prototype.prefix = null;
            TextMatch.prototype.suffix = null;
            TextMatch.prototype.regex = null;
            TextMatch.prototype.presence = null;
            TextMatch.prototype.ignoreCase = false;

            let $oneOfFields;

            $Object.defineProperty(TextMatch.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["exact", "prefix", "suffix", "regex", "presence"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            TextMatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.exact != null && $Object.hasOwnProperty.call(message, "exact"))
                    writer.uint32(10).string(message.exact);
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix"))
                    writer.uint32(18).string(message.prefix);
                if (message.suffix != null && $Object.hasOwnProperty.call(message, "suffix"))
                    writer.uint32(26).string(message.suffix);
                if (message.regex != null && $Object.hasOwnProperty.call(message, "regex"))
                    writer.uint32(34).string(message.regex);
                if (message.presence != null && $Object.hasOwnProperty.call(message, "presence"))
                    writer.uint32(40).bool(message.presence);
                if (message.ignoreCase != null && $Object.hasOwnProperty.call(message, "ignoreCase") && message.ignoreCase !== false)
                    writer.uint32(48).bool(message.ignoreCase);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TextMatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.TextMatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.exact = reader.stringVerify();
                            message.kind = "exact";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.prefix = reader.stringVerify();
                            message.kind = "prefix";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.suffix = reader.stringVerify();
                            message.kind = "suffix";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.regex = reader.stringVerify();
                            message.kind = "regex";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.presence = reader.bool();
                            message.kind = "presence";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ignoreCase = value;
                            else
                                delete message.ignoreCase;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            TextMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.TextMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.TextMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.TextMatch();
                if (object.exact != null)
                    message.exact = $String(object.exact);
                if (object.prefix != null)
                    message.prefix = $String(object.prefix);
                if (object.suffix != null)
                    message.suffix = $String(object.suffix);
                if (object.regex != null)
                    message.regex = $String(object.regex);
                if (object.presence != null)
                    message.presence = $Boolean(object.presence);
                if (object.ignoreCase != null)
                    if (object.ignoreCase)
                        message.ignoreCase = $Boolean(object.ignoreCase);
                return message;
            };

            TextMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.ignoreCase = false;
                if (message.exact != null && $Object.hasOwnProperty.call(message, "exact")) {
                    object.exact = message.exact;
                    if (options.oneofs)
                        object.kind = "exact";
                }
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix")) {
                    object.prefix = message.prefix;
                    if (options.oneofs)
                        object.kind = "prefix";
                }
                if (message.suffix != null && $Object.hasOwnProperty.call(message, "suffix")) {
                    object.suffix = message.suffix;
                    if (options.oneofs)
                        object.kind = "suffix";
                }
                if (message.regex != null && $Object.hasOwnProperty.call(message, "regex")) {
                    object.regex = message.regex;
                    if (options.oneofs)
                        object.kind = "regex";
                }
                if (message.presence != null && $Object.hasOwnProperty.call(message, "presence")) {
                    object.presence = message.presence;
                    if (options.oneofs)
                        object.kind = "presence";
                }
                if (message.ignoreCase != null && $Object.hasOwnProperty.call(message, "ignoreCase"))
                    object.ignoreCase = message.ignoreCase;
                return object;
            };

            TextMatch.prototype.toJSON = function() {
                return TextMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return TextMatch;
        })();

        waypoint.NamedMatch = (function() {

            const NamedMatch = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            NamedMatch.prototype.name = "";
            NamedMatch.prototype.match = null;
            NamedMatch.prototype.isInverted = false;

            NamedMatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.match != null && $Object.hasOwnProperty.call(message, "match"))
                    $root.ambit.waypoint.TextMatch.encode(message.match, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.isInverted != null && $Object.hasOwnProperty.call(message, "isInverted") && message.isInverted !== false)
                    writer.uint32(24).bool(message.isInverted);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            NamedMatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.NamedMatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.match = $root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.match);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isInverted = value;
                            else
                                delete message.isInverted;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            NamedMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.NamedMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.NamedMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.NamedMatch();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.match != null) {
                    if (!$util.isObject(object.match))
                        throw $TypeError(".ambit.waypoint.NamedMatch.match: object expected");
                    message.match = $root.ambit.waypoint.TextMatch.fromObject(object.match, _depth + 1);
                }
                if (object.isInverted != null)
                    if (object.isInverted)
                        message.isInverted = $Boolean(object.isInverted);
                return message;
            };

            NamedMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.match = null;
                    object.isInverted = false;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.match != null && $Object.hasOwnProperty.call(message, "match"))
                    object.match = $root.ambit.waypoint.TextMatch.toObject(message.match, options, _depth + 1);
                if (message.isInverted != null && $Object.hasOwnProperty.call(message, "isInverted"))
                    object.isInverted = message.isInverted;
                return object;
            };

            NamedMatch.prototype.toJSON = function() {
                return NamedMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return NamedMatch;
        })();

        waypoint.ClaimMatch = (function() {

            const ClaimMatch = function (properties) {
                this.path = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ClaimMatch.prototype.path = $util.emptyArray;
            ClaimMatch.prototype.match = null;
            ClaimMatch.prototype.isInverted = false;

            ClaimMatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.path != null && message.path.length)
                    for (let i = 0; i < message.path.length; ++i)
                        writer.uint32(10).string(message.path[i]);
                if (message.match != null && $Object.hasOwnProperty.call(message, "match"))
                    $root.ambit.waypoint.TextMatch.encode(message.match, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.isInverted != null && $Object.hasOwnProperty.call(message, "isInverted") && message.isInverted !== false)
                    writer.uint32(24).bool(message.isInverted);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ClaimMatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.ClaimMatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.path && message.path.length))
                                message.path = [];
                            message.path.push(reader.stringVerify());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.match = $root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.match);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isInverted = value;
                            else
                                delete message.isInverted;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ClaimMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.ClaimMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.ClaimMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.ClaimMatch();
                if (object.path) {
                    if (!$Array.isArray(object.path))
                        throw $TypeError(".ambit.waypoint.ClaimMatch.path: array expected");
                    message.path = $Array(object.path.length);
                    for (let i = 0; i < object.path.length; ++i)
                        message.path[i] = $String(object.path[i]);
                }
                if (object.match != null) {
                    if (!$util.isObject(object.match))
                        throw $TypeError(".ambit.waypoint.ClaimMatch.match: object expected");
                    message.match = $root.ambit.waypoint.TextMatch.fromObject(object.match, _depth + 1);
                }
                if (object.isInverted != null)
                    if (object.isInverted)
                        message.isInverted = $Boolean(object.isInverted);
                return message;
            };

            ClaimMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.path = [];
                if (options.defaults) {
                    object.match = null;
                    object.isInverted = false;
                }
                if (message.path && message.path.length) {
                    object.path = $Array(message.path.length);
                    for (let j = 0; j < message.path.length; ++j)
                        object.path[j] = message.path[j];
                }
                if (message.match != null && $Object.hasOwnProperty.call(message, "match"))
                    object.match = $root.ambit.waypoint.TextMatch.toObject(message.match, options, _depth + 1);
                if (message.isInverted != null && $Object.hasOwnProperty.call(message, "isInverted"))
                    object.isInverted = message.isInverted;
                return object;
            };

            ClaimMatch.prototype.toJSON = function() {
                return ClaimMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ClaimMatch;
        })();

        waypoint.Header = (function() {

            const Header = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Header.prototype.name = "";
            Header.prototype.value = "";

            Header.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                    writer.uint32(18).string(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Header.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Header();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Header.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Header)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Header: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Header();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.value != null)
                    if (typeof object.value !== "string" || object.value.length)
                        message.value = $String(object.value);
                return message;
            };

            Header.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.value = "";
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                return object;
            };

            Header.prototype.toJSON = function() {
                return Header.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Header;
        })();

        waypoint.Cidr = (function() {

            const Cidr = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Cidr.prototype.address = $util.newBuffer([]);
            Cidr.prototype.length = 0;

            Cidr.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address.length)
                    writer.uint32(10).bytes(message.address);
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                    writer.uint32(16).uint32(message.length);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Cidr.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Cidr();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Cidr.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Cidr)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Cidr: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Cidr();
                if (object.address != null)
                    if (object.address.length)
                        if (typeof object.address === "string")
                            $util.base64.decode(object.address, message.address = $util.newBuffer($util.base64.length(object.address)), 0);
                        else if (object.address.length >= 0)
                            message.address = object.address;
                if (object.length != null)
                    if ($Number(object.length) !== 0)
                        message.length = object.length >>> 0;
                return message;
            };

            Cidr.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if (options.bytes === $String)
                        object.address = "";
                    else {
                        object.address = [];
                        if (options.bytes !== $Array)
                            object.address = $util.newBuffer(object.address);
                    }
                    object.length = 0;
                }
                if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                    object.address = options.bytes === $String ? $util.base64.encode(message.address, 0, message.address.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.address) : message.address;
                if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                    object.length = message.length;
                return object;
            };

            Cidr.prototype.toJSON = function() {
                return Cidr.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Cidr;
        })();

        waypoint.RouteTable = (function() {

            const RouteTable = function (properties) {
                this.rules = [];
                this.entries = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RouteTable.prototype.port = null;
            RouteTable.prototype.clientNamespace = null;
            RouteTable.prototype.rules = $util.emptyArray;
            RouteTable.prototype.entries = $util.emptyArray;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(RouteTable.prototype, "_port", {
                get: $util.oneOfGetter($oneOfFields = ["port"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(RouteTable.prototype, "_clientNamespace", {
                get: $util.oneOfGetter($oneOfFields = ["clientNamespace"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            RouteTable.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    writer.uint32(8).uint32(message.port);
                if (message.clientNamespace != null && $Object.hasOwnProperty.call(message, "clientNamespace"))
                    writer.uint32(18).string(message.clientNamespace);
                if (message.rules != null && message.rules.length)
                    for (let i = 0; i < message.rules.length; ++i)
                        $root.ambit.waypoint.Rule.encode(message.rules[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.entries != null && message.entries.length)
                    for (let i = 0; i < message.entries.length; ++i)
                        $root.ambit.waypoint.RouteEntry.encode(message.entries[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RouteTable.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.RouteTable();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.port = reader.uint32();
                            message._port = "port";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.clientNamespace = reader.stringVerify();
                            message._clientNamespace = "clientNamespace";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.rules && message.rules.length))
                                message.rules = [];
                            message.rules.push($root.ambit.waypoint.Rule.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.entries && message.entries.length))
                                message.entries = [];
                            message.entries.push($root.ambit.waypoint.RouteEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            RouteTable.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.RouteTable)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.RouteTable: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.RouteTable();
                if (object.port != null)
                    message.port = object.port >>> 0;
                if (object.clientNamespace != null)
                    message.clientNamespace = $String(object.clientNamespace);
                if (object.rules) {
                    if (!$Array.isArray(object.rules))
                        throw $TypeError(".ambit.waypoint.RouteTable.rules: array expected");
                    message.rules = $Array(object.rules.length);
                    for (let i = 0; i < object.rules.length; ++i) {
                        if (!$util.isObject(object.rules[i]))
                            throw $TypeError(".ambit.waypoint.RouteTable.rules: object expected");
                        message.rules[i] = $root.ambit.waypoint.Rule.fromObject(object.rules[i], _depth + 1);
                    }
                }
                if (object.entries) {
                    if (!$Array.isArray(object.entries))
                        throw $TypeError(".ambit.waypoint.RouteTable.entries: array expected");
                    message.entries = $Array(object.entries.length);
                    for (let i = 0; i < object.entries.length; ++i) {
                        if (!$util.isObject(object.entries[i]))
                            throw $TypeError(".ambit.waypoint.RouteTable.entries: object expected");
                        message.entries[i] = $root.ambit.waypoint.RouteEntry.fromObject(object.entries[i], _depth + 1);
                    }
                }
                return message;
            };

            RouteTable.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.rules = [];
                    object.entries = [];
                }
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    object.port = message.port;
                if (message.clientNamespace != null && $Object.hasOwnProperty.call(message, "clientNamespace"))
                    object.clientNamespace = message.clientNamespace;
                if (message.rules && message.rules.length) {
                    object.rules = $Array(message.rules.length);
                    for (let j = 0; j < message.rules.length; ++j)
                        object.rules[j] = $root.ambit.waypoint.Rule.toObject(message.rules[j], options, _depth + 1);
                }
                if (message.entries && message.entries.length) {
                    object.entries = $Array(message.entries.length);
                    for (let j = 0; j < message.entries.length; ++j)
                        object.entries[j] = $root.ambit.waypoint.RouteEntry.toObject(message.entries[j], options, _depth + 1);
                }
                return object;
            };

            RouteTable.prototype.toJSON = function() {
                return RouteTable.toObject(this, $protobuf.util.toJSONOptions);
            };

            return RouteTable;
        })();

        waypoint.RouteEntry = (function() {

            const RouteEntry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RouteEntry.prototype.match = null;
            RouteEntry.prototype.rule = 0;

            RouteEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.match != null && $Object.hasOwnProperty.call(message, "match"))
                    $root.ambit.waypoint.RequestMatch.encode(message.match, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.rule != null && $Object.hasOwnProperty.call(message, "rule") && message.rule !== 0)
                    writer.uint32(16).uint32(message.rule);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RouteEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.RouteEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.match = $root.ambit.waypoint.RequestMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.match);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rule = value;
                            else
                                delete message.rule;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            RouteEntry.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.RouteEntry)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.RouteEntry: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.RouteEntry();
                if (object.match != null) {
                    if (!$util.isObject(object.match))
                        throw $TypeError(".ambit.waypoint.RouteEntry.match: object expected");
                    message.match = $root.ambit.waypoint.RequestMatch.fromObject(object.match, _depth + 1);
                }
                if (object.rule != null)
                    if ($Number(object.rule) !== 0)
                        message.rule = object.rule >>> 0;
                return message;
            };

            RouteEntry.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.match = null;
                    object.rule = 0;
                }
                if (message.match != null && $Object.hasOwnProperty.call(message, "match"))
                    object.match = $root.ambit.waypoint.RequestMatch.toObject(message.match, options, _depth + 1);
                if (message.rule != null && $Object.hasOwnProperty.call(message, "rule"))
                    object.rule = message.rule;
                return object;
            };

            RouteEntry.prototype.toJSON = function() {
                return RouteEntry.toObject(this, $protobuf.util.toJSONOptions);
            };

            return RouteEntry;
        })();

        waypoint.RequestMatch = (function() {

            const RequestMatch = function (properties) {
                this.headers = [];
                this.query = [];
                this.claims = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RequestMatch.prototype.path = null;
            RequestMatch.prototype.method = null;
            RequestMatch.prototype.scheme = null;
            RequestMatch.prototype.authority = null;
            RequestMatch.prototype.headers = $util.emptyArray;
            RequestMatch.prototype.query = $util.emptyArray;
            RequestMatch.prototype.claims = $util.emptyArray;

            RequestMatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    $root.ambit.waypoint.PathMatch.encode(message.path, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.method != null && $Object.hasOwnProperty.call(message, "method"))
                    $root.ambit.waypoint.TextMatch.encode(message.method, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme"))
                    $root.ambit.waypoint.TextMatch.encode(message.scheme, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.authority != null && $Object.hasOwnProperty.call(message, "authority"))
                    $root.ambit.waypoint.TextMatch.encode(message.authority, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.headers != null && message.headers.length)
                    for (let i = 0; i < message.headers.length; ++i)
                        $root.ambit.waypoint.NamedMatch.encode(message.headers[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.query != null && message.query.length)
                    for (let i = 0; i < message.query.length; ++i)
                        $root.ambit.waypoint.NamedMatch.encode(message.query[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.claims != null && message.claims.length)
                    for (let i = 0; i < message.claims.length; ++i)
                        $root.ambit.waypoint.ClaimMatch.encode(message.claims[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RequestMatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.RequestMatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.path = $root.ambit.waypoint.PathMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.path);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.method = $root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.method);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.scheme = $root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.scheme);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.authority = $root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.authority);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headers && message.headers.length))
                                message.headers = [];
                            message.headers.push($root.ambit.waypoint.NamedMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.query && message.query.length))
                                message.query = [];
                            message.query.push($root.ambit.waypoint.NamedMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.claims && message.claims.length))
                                message.claims = [];
                            message.claims.push($root.ambit.waypoint.ClaimMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            RequestMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.RequestMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.RequestMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.RequestMatch();
                if (object.path != null) {
                    if (!$util.isObject(object.path))
                        throw $TypeError(".ambit.waypoint.RequestMatch.path: object expected");
                    message.path = $root.ambit.waypoint.PathMatch.fromObject(object.path, _depth + 1);
                }
                if (object.method != null) {
                    if (!$util.isObject(object.method))
                        throw $TypeError(".ambit.waypoint.RequestMatch.method: object expected");
                    message.method = $root.ambit.waypoint.TextMatch.fromObject(object.method, _depth + 1);
                }
                if (object.scheme != null) {
                    if (!$util.isObject(object.scheme))
                        throw $TypeError(".ambit.waypoint.RequestMatch.scheme: object expected");
                    message.scheme = $root.ambit.waypoint.TextMatch.fromObject(object.scheme, _depth + 1);
                }
                if (object.authority != null) {
                    if (!$util.isObject(object.authority))
                        throw $TypeError(".ambit.waypoint.RequestMatch.authority: object expected");
                    message.authority = $root.ambit.waypoint.TextMatch.fromObject(object.authority, _depth + 1);
                }
                if (object.headers) {
                    if (!$Array.isArray(object.headers))
                        throw $TypeError(".ambit.waypoint.RequestMatch.headers: array expected");
                    message.headers = $Array(object.headers.length);
                    for (let i = 0; i < object.headers.length; ++i) {
                        if (!$util.isObject(object.headers[i]))
                            throw $TypeError(".ambit.waypoint.RequestMatch.headers: object expected");
                        message.headers[i] = $root.ambit.waypoint.NamedMatch.fromObject(object.headers[i], _depth + 1);
                    }
                }
                if (object.query) {
                    if (!$Array.isArray(object.query))
                        throw $TypeError(".ambit.waypoint.RequestMatch.query: array expected");
                    message.query = $Array(object.query.length);
                    for (let i = 0; i < object.query.length; ++i) {
                        if (!$util.isObject(object.query[i]))
                            throw $TypeError(".ambit.waypoint.RequestMatch.query: object expected");
                        message.query[i] = $root.ambit.waypoint.NamedMatch.fromObject(object.query[i], _depth + 1);
                    }
                }
                if (object.claims) {
                    if (!$Array.isArray(object.claims))
                        throw $TypeError(".ambit.waypoint.RequestMatch.claims: array expected");
                    message.claims = $Array(object.claims.length);
                    for (let i = 0; i < object.claims.length; ++i) {
                        if (!$util.isObject(object.claims[i]))
                            throw $TypeError(".ambit.waypoint.RequestMatch.claims: object expected");
                        message.claims[i] = $root.ambit.waypoint.ClaimMatch.fromObject(object.claims[i], _depth + 1);
                    }
                }
                return message;
            };

            RequestMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.headers = [];
                    object.query = [];
                    object.claims = [];
                }
                if (options.defaults) {
                    object.path = null;
                    object.method = null;
                    object.scheme = null;
                    object.authority = null;
                }
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = $root.ambit.waypoint.PathMatch.toObject(message.path, options, _depth + 1);
                if (message.method != null && $Object.hasOwnProperty.call(message, "method"))
                    object.method = $root.ambit.waypoint.TextMatch.toObject(message.method, options, _depth + 1);
                if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme"))
                    object.scheme = $root.ambit.waypoint.TextMatch.toObject(message.scheme, options, _depth + 1);
                if (message.authority != null && $Object.hasOwnProperty.call(message, "authority"))
                    object.authority = $root.ambit.waypoint.TextMatch.toObject(message.authority, options, _depth + 1);
                if (message.headers && message.headers.length) {
                    object.headers = $Array(message.headers.length);
                    for (let j = 0; j < message.headers.length; ++j)
                        object.headers[j] = $root.ambit.waypoint.NamedMatch.toObject(message.headers[j], options, _depth + 1);
                }
                if (message.query && message.query.length) {
                    object.query = $Array(message.query.length);
                    for (let j = 0; j < message.query.length; ++j)
                        object.query[j] = $root.ambit.waypoint.NamedMatch.toObject(message.query[j], options, _depth + 1);
                }
                if (message.claims && message.claims.length) {
                    object.claims = $Array(message.claims.length);
                    for (let j = 0; j < message.claims.length; ++j)
                        object.claims[j] = $root.ambit.waypoint.ClaimMatch.toObject(message.claims[j], options, _depth + 1);
                }
                return object;
            };

            RequestMatch.prototype.toJSON = function() {
                return RequestMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return RequestMatch;
        })();

        waypoint.PathMatch = (function() {

            const PathMatch = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PathMatch.prototype.segments = null;
            PathMatch.prototype.prefix = null;
            PathMatch.prototype.exact = null;
            PathMatch.prototype.regex = null;
            PathMatch.prototype.ignoreCase = false;

            let $oneOfFields;

            $Object.defineProperty(PathMatch.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["segments", "prefix", "exact", "regex"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            PathMatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.segments != null && $Object.hasOwnProperty.call(message, "segments"))
                    writer.uint32(10).string(message.segments);
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix"))
                    writer.uint32(18).string(message.prefix);
                if (message.exact != null && $Object.hasOwnProperty.call(message, "exact"))
                    writer.uint32(26).string(message.exact);
                if (message.regex != null && $Object.hasOwnProperty.call(message, "regex"))
                    writer.uint32(34).string(message.regex);
                if (message.ignoreCase != null && $Object.hasOwnProperty.call(message, "ignoreCase") && message.ignoreCase !== false)
                    writer.uint32(40).bool(message.ignoreCase);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PathMatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.PathMatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.segments = reader.stringVerify();
                            message.kind = "segments";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.prefix = reader.stringVerify();
                            message.kind = "prefix";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.exact = reader.stringVerify();
                            message.kind = "exact";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.regex = reader.stringVerify();
                            message.kind = "regex";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ignoreCase = value;
                            else
                                delete message.ignoreCase;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            PathMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.PathMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.PathMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.PathMatch();
                if (object.segments != null)
                    message.segments = $String(object.segments);
                if (object.prefix != null)
                    message.prefix = $String(object.prefix);
                if (object.exact != null)
                    message.exact = $String(object.exact);
                if (object.regex != null)
                    message.regex = $String(object.regex);
                if (object.ignoreCase != null)
                    if (object.ignoreCase)
                        message.ignoreCase = $Boolean(object.ignoreCase);
                return message;
            };

            PathMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.ignoreCase = false;
                if (message.segments != null && $Object.hasOwnProperty.call(message, "segments")) {
                    object.segments = message.segments;
                    if (options.oneofs)
                        object.kind = "segments";
                }
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix")) {
                    object.prefix = message.prefix;
                    if (options.oneofs)
                        object.kind = "prefix";
                }
                if (message.exact != null && $Object.hasOwnProperty.call(message, "exact")) {
                    object.exact = message.exact;
                    if (options.oneofs)
                        object.kind = "exact";
                }
                if (message.regex != null && $Object.hasOwnProperty.call(message, "regex")) {
                    object.regex = message.regex;
                    if (options.oneofs)
                        object.kind = "regex";
                }
                if (message.ignoreCase != null && $Object.hasOwnProperty.call(message, "ignoreCase"))
                    object.ignoreCase = message.ignoreCase;
                return object;
            };

            PathMatch.prototype.toJSON = function() {
                return PathMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PathMatch;
        })();

        waypoint.Rule = (function() {

            const Rule = function (properties) {
                this.mirrors = [];
                this.rateLimits = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Rule.prototype.name = "";
            Rule.prototype.forward = null;
            Rule.prototype.redirect = null;
            Rule.prototype.respond = null;
            Rule.prototype.requestHeaders = null;
            Rule.prototype.responseHeaders = null;
            Rule.prototype.rewrite = null;
            Rule.prototype.mirrors = $util.emptyArray;
            Rule.prototype.cors = null;
            Rule.prototype.requestTimeoutMs = null;
            Rule.prototype.attemptTimeoutMs = null;
            Rule.prototype.retry = null;
            Rule.prototype.fault = null;
            Rule.prototype.sessionPersistence = null;
            Rule.prototype.rateLimits = $util.emptyArray;

            let $oneOfFields;

            $Object.defineProperty(Rule.prototype, "action", {
                get: $util.oneOfGetter($oneOfFields = ["forward", "redirect", "respond"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Rule.prototype, "_requestTimeoutMs", {
                get: $util.oneOfGetter($oneOfFields = ["requestTimeoutMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Rule.prototype, "_attemptTimeoutMs", {
                get: $util.oneOfGetter($oneOfFields = ["attemptTimeoutMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Rule.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.forward != null && $Object.hasOwnProperty.call(message, "forward"))
                    $root.ambit.waypoint.Forward.encode(message.forward, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.redirect != null && $Object.hasOwnProperty.call(message, "redirect"))
                    $root.ambit.waypoint.Redirect.encode(message.redirect, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.respond != null && $Object.hasOwnProperty.call(message, "respond"))
                    $root.ambit.waypoint.Respond.encode(message.respond, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.requestHeaders != null && $Object.hasOwnProperty.call(message, "requestHeaders"))
                    $root.ambit.waypoint.HeaderChange.encode(message.requestHeaders, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.responseHeaders != null && $Object.hasOwnProperty.call(message, "responseHeaders"))
                    $root.ambit.waypoint.HeaderChange.encode(message.responseHeaders, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.rewrite != null && $Object.hasOwnProperty.call(message, "rewrite"))
                    $root.ambit.waypoint.Rewrite.encode(message.rewrite, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.mirrors != null && message.mirrors.length)
                    for (let i = 0; i < message.mirrors.length; ++i)
                        $root.ambit.waypoint.Mirror.encode(message.mirrors[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.cors != null && $Object.hasOwnProperty.call(message, "cors"))
                    $root.ambit.waypoint.Cors.encode(message.cors, writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.requestTimeoutMs != null && $Object.hasOwnProperty.call(message, "requestTimeoutMs"))
                    writer.uint32(80).uint32(message.requestTimeoutMs);
                if (message.attemptTimeoutMs != null && $Object.hasOwnProperty.call(message, "attemptTimeoutMs"))
                    writer.uint32(88).uint32(message.attemptTimeoutMs);
                if (message.retry != null && $Object.hasOwnProperty.call(message, "retry"))
                    $root.ambit.waypoint.Retry.encode(message.retry, writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.fault != null && $Object.hasOwnProperty.call(message, "fault"))
                    $root.ambit.waypoint.Fault.encode(message.fault, writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.sessionPersistence != null && $Object.hasOwnProperty.call(message, "sessionPersistence"))
                    $root.ambit.waypoint.SessionPersistence.encode(message.sessionPersistence, writer.uint32(114).fork(), _depth + 1).ldelim();
                if (message.rateLimits != null && message.rateLimits.length)
                    for (let i = 0; i < message.rateLimits.length; ++i)
                        $root.ambit.waypoint.RateLimit.encode(message.rateLimits[i], writer.uint32(122).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Rule.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Rule();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.forward = $root.ambit.waypoint.Forward.decode(reader, reader.size(), $undefined, _depth + 1, message.forward);
                            message.action = "forward";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.redirect = $root.ambit.waypoint.Redirect.decode(reader, reader.size(), $undefined, _depth + 1, message.redirect);
                            message.action = "redirect";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.respond = $root.ambit.waypoint.Respond.decode(reader, reader.size(), $undefined, _depth + 1, message.respond);
                            message.action = "respond";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.requestHeaders = $root.ambit.waypoint.HeaderChange.decode(reader, reader.size(), $undefined, _depth + 1, message.requestHeaders);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.responseHeaders = $root.ambit.waypoint.HeaderChange.decode(reader, reader.size(), $undefined, _depth + 1, message.responseHeaders);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.rewrite = $root.ambit.waypoint.Rewrite.decode(reader, reader.size(), $undefined, _depth + 1, message.rewrite);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.mirrors && message.mirrors.length))
                                message.mirrors = [];
                            message.mirrors.push($root.ambit.waypoint.Mirror.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.cors = $root.ambit.waypoint.Cors.decode(reader, reader.size(), $undefined, _depth + 1, message.cors);
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            message.requestTimeoutMs = reader.uint32();
                            message._requestTimeoutMs = "requestTimeoutMs";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            message.attemptTimeoutMs = reader.uint32();
                            message._attemptTimeoutMs = "attemptTimeoutMs";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.retry = $root.ambit.waypoint.Retry.decode(reader, reader.size(), $undefined, _depth + 1, message.retry);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.fault = $root.ambit.waypoint.Fault.decode(reader, reader.size(), $undefined, _depth + 1, message.fault);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.sessionPersistence = $root.ambit.waypoint.SessionPersistence.decode(reader, reader.size(), $undefined, _depth + 1, message.sessionPersistence);
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            if (!(message.rateLimits && message.rateLimits.length))
                                message.rateLimits = [];
                            message.rateLimits.push($root.ambit.waypoint.RateLimit.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Rule.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Rule)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Rule: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Rule();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.forward != null) {
                    if (!$util.isObject(object.forward))
                        throw $TypeError(".ambit.waypoint.Rule.forward: object expected");
                    message.forward = $root.ambit.waypoint.Forward.fromObject(object.forward, _depth + 1);
                }
                if (object.redirect != null) {
                    if (!$util.isObject(object.redirect))
                        throw $TypeError(".ambit.waypoint.Rule.redirect: object expected");
                    message.redirect = $root.ambit.waypoint.Redirect.fromObject(object.redirect, _depth + 1);
                }
                if (object.respond != null) {
                    if (!$util.isObject(object.respond))
                        throw $TypeError(".ambit.waypoint.Rule.respond: object expected");
                    message.respond = $root.ambit.waypoint.Respond.fromObject(object.respond, _depth + 1);
                }
                if (object.requestHeaders != null) {
                    if (!$util.isObject(object.requestHeaders))
                        throw $TypeError(".ambit.waypoint.Rule.requestHeaders: object expected");
                    message.requestHeaders = $root.ambit.waypoint.HeaderChange.fromObject(object.requestHeaders, _depth + 1);
                }
                if (object.responseHeaders != null) {
                    if (!$util.isObject(object.responseHeaders))
                        throw $TypeError(".ambit.waypoint.Rule.responseHeaders: object expected");
                    message.responseHeaders = $root.ambit.waypoint.HeaderChange.fromObject(object.responseHeaders, _depth + 1);
                }
                if (object.rewrite != null) {
                    if (!$util.isObject(object.rewrite))
                        throw $TypeError(".ambit.waypoint.Rule.rewrite: object expected");
                    message.rewrite = $root.ambit.waypoint.Rewrite.fromObject(object.rewrite, _depth + 1);
                }
                if (object.mirrors) {
                    if (!$Array.isArray(object.mirrors))
                        throw $TypeError(".ambit.waypoint.Rule.mirrors: array expected");
                    message.mirrors = $Array(object.mirrors.length);
                    for (let i = 0; i < object.mirrors.length; ++i) {
                        if (!$util.isObject(object.mirrors[i]))
                            throw $TypeError(".ambit.waypoint.Rule.mirrors: object expected");
                        message.mirrors[i] = $root.ambit.waypoint.Mirror.fromObject(object.mirrors[i], _depth + 1);
                    }
                }
                if (object.cors != null) {
                    if (!$util.isObject(object.cors))
                        throw $TypeError(".ambit.waypoint.Rule.cors: object expected");
                    message.cors = $root.ambit.waypoint.Cors.fromObject(object.cors, _depth + 1);
                }
                if (object.requestTimeoutMs != null)
                    message.requestTimeoutMs = object.requestTimeoutMs >>> 0;
                if (object.attemptTimeoutMs != null)
                    message.attemptTimeoutMs = object.attemptTimeoutMs >>> 0;
                if (object.retry != null) {
                    if (!$util.isObject(object.retry))
                        throw $TypeError(".ambit.waypoint.Rule.retry: object expected");
                    message.retry = $root.ambit.waypoint.Retry.fromObject(object.retry, _depth + 1);
                }
                if (object.fault != null) {
                    if (!$util.isObject(object.fault))
                        throw $TypeError(".ambit.waypoint.Rule.fault: object expected");
                    message.fault = $root.ambit.waypoint.Fault.fromObject(object.fault, _depth + 1);
                }
                if (object.sessionPersistence != null) {
                    if (!$util.isObject(object.sessionPersistence))
                        throw $TypeError(".ambit.waypoint.Rule.sessionPersistence: object expected");
                    message.sessionPersistence = $root.ambit.waypoint.SessionPersistence.fromObject(object.sessionPersistence, _depth + 1);
                }
                if (object.rateLimits) {
                    if (!$Array.isArray(object.rateLimits))
                        throw $TypeError(".ambit.waypoint.Rule.rateLimits: array expected");
                    message.rateLimits = $Array(object.rateLimits.length);
                    for (let i = 0; i < object.rateLimits.length; ++i) {
                        if (!$util.isObject(object.rateLimits[i]))
                            throw $TypeError(".ambit.waypoint.Rule.rateLimits: object expected");
                        message.rateLimits[i] = $root.ambit.waypoint.RateLimit.fromObject(object.rateLimits[i], _depth + 1);
                    }
                }
                return message;
            };

            Rule.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.mirrors = [];
                    object.rateLimits = [];
                }
                if (options.defaults) {
                    object.name = "";
                    object.requestHeaders = null;
                    object.responseHeaders = null;
                    object.rewrite = null;
                    object.cors = null;
                    object.retry = null;
                    object.fault = null;
                    object.sessionPersistence = null;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.forward != null && $Object.hasOwnProperty.call(message, "forward")) {
                    object.forward = $root.ambit.waypoint.Forward.toObject(message.forward, options, _depth + 1);
                    if (options.oneofs)
                        object.action = "forward";
                }
                if (message.redirect != null && $Object.hasOwnProperty.call(message, "redirect")) {
                    object.redirect = $root.ambit.waypoint.Redirect.toObject(message.redirect, options, _depth + 1);
                    if (options.oneofs)
                        object.action = "redirect";
                }
                if (message.respond != null && $Object.hasOwnProperty.call(message, "respond")) {
                    object.respond = $root.ambit.waypoint.Respond.toObject(message.respond, options, _depth + 1);
                    if (options.oneofs)
                        object.action = "respond";
                }
                if (message.requestHeaders != null && $Object.hasOwnProperty.call(message, "requestHeaders"))
                    object.requestHeaders = $root.ambit.waypoint.HeaderChange.toObject(message.requestHeaders, options, _depth + 1);
                if (message.responseHeaders != null && $Object.hasOwnProperty.call(message, "responseHeaders"))
                    object.responseHeaders = $root.ambit.waypoint.HeaderChange.toObject(message.responseHeaders, options, _depth + 1);
                if (message.rewrite != null && $Object.hasOwnProperty.call(message, "rewrite"))
                    object.rewrite = $root.ambit.waypoint.Rewrite.toObject(message.rewrite, options, _depth + 1);
                if (message.mirrors && message.mirrors.length) {
                    object.mirrors = $Array(message.mirrors.length);
                    for (let j = 0; j < message.mirrors.length; ++j)
                        object.mirrors[j] = $root.ambit.waypoint.Mirror.toObject(message.mirrors[j], options, _depth + 1);
                }
                if (message.cors != null && $Object.hasOwnProperty.call(message, "cors"))
                    object.cors = $root.ambit.waypoint.Cors.toObject(message.cors, options, _depth + 1);
                if (message.requestTimeoutMs != null && $Object.hasOwnProperty.call(message, "requestTimeoutMs"))
                    object.requestTimeoutMs = message.requestTimeoutMs;
                if (message.attemptTimeoutMs != null && $Object.hasOwnProperty.call(message, "attemptTimeoutMs"))
                    object.attemptTimeoutMs = message.attemptTimeoutMs;
                if (message.retry != null && $Object.hasOwnProperty.call(message, "retry"))
                    object.retry = $root.ambit.waypoint.Retry.toObject(message.retry, options, _depth + 1);
                if (message.fault != null && $Object.hasOwnProperty.call(message, "fault"))
                    object.fault = $root.ambit.waypoint.Fault.toObject(message.fault, options, _depth + 1);
                if (message.sessionPersistence != null && $Object.hasOwnProperty.call(message, "sessionPersistence"))
                    object.sessionPersistence = $root.ambit.waypoint.SessionPersistence.toObject(message.sessionPersistence, options, _depth + 1);
                if (message.rateLimits && message.rateLimits.length) {
                    object.rateLimits = $Array(message.rateLimits.length);
                    for (let j = 0; j < message.rateLimits.length; ++j)
                        object.rateLimits[j] = $root.ambit.waypoint.RateLimit.toObject(message.rateLimits[j], options, _depth + 1);
                }
                return object;
            };

            Rule.prototype.toJSON = function() {
                return Rule.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Rule;
        })();

        waypoint.Forward = (function() {

            const Forward = function (properties) {
                this.backends = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Forward.prototype.backends = $util.emptyArray;

            Forward.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.backends != null && message.backends.length)
                    for (let i = 0; i < message.backends.length; ++i)
                        $root.ambit.waypoint.Backend.encode(message.backends[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Forward.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Forward();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.backends && message.backends.length))
                                message.backends = [];
                            message.backends.push($root.ambit.waypoint.Backend.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Forward.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Forward)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Forward: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Forward();
                if (object.backends) {
                    if (!$Array.isArray(object.backends))
                        throw $TypeError(".ambit.waypoint.Forward.backends: array expected");
                    message.backends = $Array(object.backends.length);
                    for (let i = 0; i < object.backends.length; ++i) {
                        if (!$util.isObject(object.backends[i]))
                            throw $TypeError(".ambit.waypoint.Forward.backends: object expected");
                        message.backends[i] = $root.ambit.waypoint.Backend.fromObject(object.backends[i], _depth + 1);
                    }
                }
                return message;
            };

            Forward.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.backends = [];
                if (message.backends && message.backends.length) {
                    object.backends = $Array(message.backends.length);
                    for (let j = 0; j < message.backends.length; ++j)
                        object.backends[j] = $root.ambit.waypoint.Backend.toObject(message.backends[j], options, _depth + 1);
                }
                return object;
            };

            Forward.prototype.toJSON = function() {
                return Forward.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Forward;
        })();

        waypoint.Respond = (function() {

            const Respond = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Respond.prototype.status = 0;
            Respond.prototype.body = "";

            Respond.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                    writer.uint32(8).uint32(message.status);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body !== "")
                    writer.uint32(18).string(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Respond.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Respond();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Respond.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Respond)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Respond: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Respond();
                if (object.status != null)
                    if ($Number(object.status) !== 0)
                        message.status = object.status >>> 0;
                if (object.body != null)
                    if (typeof object.body !== "string" || object.body.length)
                        message.body = $String(object.body);
                return message;
            };

            Respond.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.status = 0;
                    object.body = "";
                }
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    object.status = message.status;
                if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                    object.body = message.body;
                return object;
            };

            Respond.prototype.toJSON = function() {
                return Respond.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Respond;
        })();

        waypoint.Redirect = (function() {

            const Redirect = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Redirect.prototype.status = 0;
            Redirect.prototype.scheme = null;
            Redirect.prototype.hostname = null;
            Redirect.prototype.number = null;
            Redirect.prototype.derived = null;
            Redirect.prototype.path = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Redirect.prototype, "_scheme", {
                get: $util.oneOfGetter($oneOfFields = ["scheme"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Redirect.prototype, "_hostname", {
                get: $util.oneOfGetter($oneOfFields = ["hostname"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            $Object.defineProperty(Redirect.prototype, "port", {
                get: $util.oneOfGetter($oneOfFields = ["number", "derived"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Redirect.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                    writer.uint32(8).uint32(message.status);
                if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme"))
                    writer.uint32(18).string(message.scheme);
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                    writer.uint32(26).string(message.hostname);
                if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                    writer.uint32(32).uint32(message.number);
                if (message.derived != null && $Object.hasOwnProperty.call(message, "derived"))
                    writer.uint32(40).int32(message.derived);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    $root.ambit.waypoint.PathRewrite.encode(message.path, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Redirect.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Redirect();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.scheme = reader.stringVerify();
                            message._scheme = "scheme";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.hostname = reader.stringVerify();
                            message._hostname = "hostname";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.number = reader.uint32();
                            message.port = "number";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.derived = reader.int32();
                            message.port = "derived";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.path = $root.ambit.waypoint.PathRewrite.decode(reader, reader.size(), $undefined, _depth + 1, message.path);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Redirect.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Redirect)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Redirect: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Redirect();
                if (object.status != null)
                    if ($Number(object.status) !== 0)
                        message.status = object.status >>> 0;
                if (object.scheme != null)
                    message.scheme = $String(object.scheme);
                if (object.hostname != null)
                    message.hostname = $String(object.hostname);
                if (object.number != null)
                    message.number = object.number >>> 0;
                switch (object.derived) {
                case "SCHEME_DEFAULT":
                case 0:
                    message.derived = 0;
                    break;
                case "REQUEST_PORT":
                case 1:
                    message.derived = 1;
                    break;
                default:
                    if (typeof object.derived === "number" && (object.derived | 0) === object.derived)
                        message.derived = object.derived;
                }
                if (object.path != null) {
                    if (!$util.isObject(object.path))
                        throw $TypeError(".ambit.waypoint.Redirect.path: object expected");
                    message.path = $root.ambit.waypoint.PathRewrite.fromObject(object.path, _depth + 1);
                }
                return message;
            };

            Redirect.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.status = 0;
                    object.path = null;
                }
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    object.status = message.status;
                if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme"))
                    object.scheme = message.scheme;
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                    object.hostname = message.hostname;
                if (message.number != null && $Object.hasOwnProperty.call(message, "number")) {
                    object.number = message.number;
                    if (options.oneofs)
                        object.port = "number";
                }
                if (message.derived != null && $Object.hasOwnProperty.call(message, "derived")) {
                    object.derived = options.enums === $String ? $root.ambit.waypoint.RedirectPort[message.derived] === $undefined ? message.derived : $root.ambit.waypoint.RedirectPort[message.derived] : message.derived;
                    if (options.oneofs)
                        object.port = "derived";
                }
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = $root.ambit.waypoint.PathRewrite.toObject(message.path, options, _depth + 1);
                return object;
            };

            Redirect.prototype.toJSON = function() {
                return Redirect.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Redirect;
        })();

        waypoint.RedirectPort = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "SCHEME_DEFAULT"] = 0;
            values[valuesById[1] = "REQUEST_PORT"] = 1;
            return values;
        })();

        waypoint.HeaderChange = (function() {

            const HeaderChange = function (properties) {
                this.set = [];
                this.add = [];
                this.remove = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            HeaderChange.prototype.set = $util.emptyArray;
            HeaderChange.prototype.add = $util.emptyArray;
            HeaderChange.prototype.remove = $util.emptyArray;

            HeaderChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.set != null && message.set.length)
                    for (let i = 0; i < message.set.length; ++i)
                        $root.ambit.waypoint.Header.encode(message.set[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.add != null && message.add.length)
                    for (let i = 0; i < message.add.length; ++i)
                        $root.ambit.waypoint.Header.encode(message.add[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.remove != null && message.remove.length)
                    for (let i = 0; i < message.remove.length; ++i)
                        writer.uint32(26).string(message.remove[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            HeaderChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.HeaderChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.set && message.set.length))
                                message.set = [];
                            message.set.push($root.ambit.waypoint.Header.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.add && message.add.length))
                                message.add = [];
                            message.add.push($root.ambit.waypoint.Header.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.remove && message.remove.length))
                                message.remove = [];
                            message.remove.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            HeaderChange.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.HeaderChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.HeaderChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.HeaderChange();
                if (object.set) {
                    if (!$Array.isArray(object.set))
                        throw $TypeError(".ambit.waypoint.HeaderChange.set: array expected");
                    message.set = $Array(object.set.length);
                    for (let i = 0; i < object.set.length; ++i) {
                        if (!$util.isObject(object.set[i]))
                            throw $TypeError(".ambit.waypoint.HeaderChange.set: object expected");
                        message.set[i] = $root.ambit.waypoint.Header.fromObject(object.set[i], _depth + 1);
                    }
                }
                if (object.add) {
                    if (!$Array.isArray(object.add))
                        throw $TypeError(".ambit.waypoint.HeaderChange.add: array expected");
                    message.add = $Array(object.add.length);
                    for (let i = 0; i < object.add.length; ++i) {
                        if (!$util.isObject(object.add[i]))
                            throw $TypeError(".ambit.waypoint.HeaderChange.add: object expected");
                        message.add[i] = $root.ambit.waypoint.Header.fromObject(object.add[i], _depth + 1);
                    }
                }
                if (object.remove) {
                    if (!$Array.isArray(object.remove))
                        throw $TypeError(".ambit.waypoint.HeaderChange.remove: array expected");
                    message.remove = $Array(object.remove.length);
                    for (let i = 0; i < object.remove.length; ++i)
                        message.remove[i] = $String(object.remove[i]);
                }
                return message;
            };

            HeaderChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.set = [];
                    object.add = [];
                    object.remove = [];
                }
                if (message.set && message.set.length) {
                    object.set = $Array(message.set.length);
                    for (let j = 0; j < message.set.length; ++j)
                        object.set[j] = $root.ambit.waypoint.Header.toObject(message.set[j], options, _depth + 1);
                }
                if (message.add && message.add.length) {
                    object.add = $Array(message.add.length);
                    for (let j = 0; j < message.add.length; ++j)
                        object.add[j] = $root.ambit.waypoint.Header.toObject(message.add[j], options, _depth + 1);
                }
                if (message.remove && message.remove.length) {
                    object.remove = $Array(message.remove.length);
                    for (let j = 0; j < message.remove.length; ++j)
                        object.remove[j] = message.remove[j];
                }
                return object;
            };

            HeaderChange.prototype.toJSON = function() {
                return HeaderChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            return HeaderChange;
        })();

        waypoint.Rewrite = (function() {

            const Rewrite = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Rewrite.prototype.authority = null;
            Rewrite.prototype.path = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Rewrite.prototype, "_authority", {
                get: $util.oneOfGetter($oneOfFields = ["authority"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Rewrite.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.authority != null && $Object.hasOwnProperty.call(message, "authority"))
                    writer.uint32(10).string(message.authority);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    $root.ambit.waypoint.PathRewrite.encode(message.path, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Rewrite.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Rewrite();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.authority = reader.stringVerify();
                            message._authority = "authority";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.path = $root.ambit.waypoint.PathRewrite.decode(reader, reader.size(), $undefined, _depth + 1, message.path);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Rewrite.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Rewrite)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Rewrite: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Rewrite();
                if (object.authority != null)
                    message.authority = $String(object.authority);
                if (object.path != null) {
                    if (!$util.isObject(object.path))
                        throw $TypeError(".ambit.waypoint.Rewrite.path: object expected");
                    message.path = $root.ambit.waypoint.PathRewrite.fromObject(object.path, _depth + 1);
                }
                return message;
            };

            Rewrite.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.path = null;
                if (message.authority != null && $Object.hasOwnProperty.call(message, "authority"))
                    object.authority = message.authority;
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = $root.ambit.waypoint.PathRewrite.toObject(message.path, options, _depth + 1);
                return object;
            };

            Rewrite.prototype.toJSON = function() {
                return Rewrite.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Rewrite;
        })();

        waypoint.PathRewrite = (function() {

            const PathRewrite = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PathRewrite.prototype.full = null;
            PathRewrite.prototype.prefix = null;
            PathRewrite.prototype.regex = null;
            PathRewrite.prototype.substitution = "";

            let $oneOfFields;

            $Object.defineProperty(PathRewrite.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["full", "prefix", "regex"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            PathRewrite.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.full != null && $Object.hasOwnProperty.call(message, "full"))
                    writer.uint32(10).string(message.full);
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix"))
                    writer.uint32(18).string(message.prefix);
                if (message.regex != null && $Object.hasOwnProperty.call(message, "regex"))
                    writer.uint32(26).string(message.regex);
                if (message.substitution != null && $Object.hasOwnProperty.call(message, "substitution") && message.substitution !== "")
                    writer.uint32(34).string(message.substitution);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PathRewrite.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.PathRewrite();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.full = reader.stringVerify();
                            message.kind = "full";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.prefix = reader.stringVerify();
                            message.kind = "prefix";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.regex = reader.stringVerify();
                            message.kind = "regex";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.substitution = value;
                            else
                                delete message.substitution;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            PathRewrite.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.PathRewrite)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.PathRewrite: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.PathRewrite();
                if (object.full != null)
                    message.full = $String(object.full);
                if (object.prefix != null)
                    message.prefix = $String(object.prefix);
                if (object.regex != null)
                    message.regex = $String(object.regex);
                if (object.substitution != null)
                    if (typeof object.substitution !== "string" || object.substitution.length)
                        message.substitution = $String(object.substitution);
                return message;
            };

            PathRewrite.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.substitution = "";
                if (message.full != null && $Object.hasOwnProperty.call(message, "full")) {
                    object.full = message.full;
                    if (options.oneofs)
                        object.kind = "full";
                }
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix")) {
                    object.prefix = message.prefix;
                    if (options.oneofs)
                        object.kind = "prefix";
                }
                if (message.regex != null && $Object.hasOwnProperty.call(message, "regex")) {
                    object.regex = message.regex;
                    if (options.oneofs)
                        object.kind = "regex";
                }
                if (message.substitution != null && $Object.hasOwnProperty.call(message, "substitution"))
                    object.substitution = message.substitution;
                return object;
            };

            PathRewrite.prototype.toJSON = function() {
                return PathRewrite.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PathRewrite;
        })();

        waypoint.Backend = (function() {

            const Backend = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Backend.prototype.target = null;
            Backend.prototype.weight = 0;
            Backend.prototype.requestHeaders = null;
            Backend.prototype.responseHeaders = null;

            Backend.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    $root.ambit.waypoint.Target.encode(message.target, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.weight != null && $Object.hasOwnProperty.call(message, "weight") && message.weight !== 0)
                    writer.uint32(16).uint32(message.weight);
                if (message.requestHeaders != null && $Object.hasOwnProperty.call(message, "requestHeaders"))
                    $root.ambit.waypoint.HeaderChange.encode(message.requestHeaders, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.responseHeaders != null && $Object.hasOwnProperty.call(message, "responseHeaders"))
                    $root.ambit.waypoint.HeaderChange.encode(message.responseHeaders, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Backend.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Backend();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.target = $root.ambit.waypoint.Target.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.weight = value;
                            else
                                delete message.weight;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.requestHeaders = $root.ambit.waypoint.HeaderChange.decode(reader, reader.size(), $undefined, _depth + 1, message.requestHeaders);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.responseHeaders = $root.ambit.waypoint.HeaderChange.decode(reader, reader.size(), $undefined, _depth + 1, message.responseHeaders);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Backend.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Backend)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Backend: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Backend();
                if (object.target != null) {
                    if (!$util.isObject(object.target))
                        throw $TypeError(".ambit.waypoint.Backend.target: object expected");
                    message.target = $root.ambit.waypoint.Target.fromObject(object.target, _depth + 1);
                }
                if (object.weight != null)
                    if ($Number(object.weight) !== 0)
                        message.weight = object.weight >>> 0;
                if (object.requestHeaders != null) {
                    if (!$util.isObject(object.requestHeaders))
                        throw $TypeError(".ambit.waypoint.Backend.requestHeaders: object expected");
                    message.requestHeaders = $root.ambit.waypoint.HeaderChange.fromObject(object.requestHeaders, _depth + 1);
                }
                if (object.responseHeaders != null) {
                    if (!$util.isObject(object.responseHeaders))
                        throw $TypeError(".ambit.waypoint.Backend.responseHeaders: object expected");
                    message.responseHeaders = $root.ambit.waypoint.HeaderChange.fromObject(object.responseHeaders, _depth + 1);
                }
                return message;
            };

            Backend.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.target = null;
                    object.weight = 0;
                    object.requestHeaders = null;
                    object.responseHeaders = null;
                }
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    object.target = $root.ambit.waypoint.Target.toObject(message.target, options, _depth + 1);
                if (message.weight != null && $Object.hasOwnProperty.call(message, "weight"))
                    object.weight = message.weight;
                if (message.requestHeaders != null && $Object.hasOwnProperty.call(message, "requestHeaders"))
                    object.requestHeaders = $root.ambit.waypoint.HeaderChange.toObject(message.requestHeaders, options, _depth + 1);
                if (message.responseHeaders != null && $Object.hasOwnProperty.call(message, "responseHeaders"))
                    object.responseHeaders = $root.ambit.waypoint.HeaderChange.toObject(message.responseHeaders, options, _depth + 1);
                return object;
            };

            Backend.prototype.toJSON = function() {
                return Backend.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Backend;
        })();

        waypoint.Target = (function() {

            const Target = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Target.prototype.service = null;
            Target.prototype.invalid = null;

            let $oneOfFields;

            $Object.defineProperty(Target.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["service", "invalid"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Target.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.service != null && $Object.hasOwnProperty.call(message, "service"))
                    $root.ambit.waypoint.ServiceTarget.encode(message.service, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.invalid != null && $Object.hasOwnProperty.call(message, "invalid"))
                    $root.ambit.waypoint.InvalidTarget.encode(message.invalid, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Target.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Target();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.service = $root.ambit.waypoint.ServiceTarget.decode(reader, reader.size(), $undefined, _depth + 1, message.service);
                            message.kind = "service";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.invalid = $root.ambit.waypoint.InvalidTarget.decode(reader, reader.size(), $undefined, _depth + 1, message.invalid);
                            message.kind = "invalid";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Target.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Target)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Target: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Target();
                if (object.service != null) {
                    if (!$util.isObject(object.service))
                        throw $TypeError(".ambit.waypoint.Target.service: object expected");
                    message.service = $root.ambit.waypoint.ServiceTarget.fromObject(object.service, _depth + 1);
                }
                if (object.invalid != null) {
                    if (!$util.isObject(object.invalid))
                        throw $TypeError(".ambit.waypoint.Target.invalid: object expected");
                    message.invalid = $root.ambit.waypoint.InvalidTarget.fromObject(object.invalid, _depth + 1);
                }
                return message;
            };

            Target.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.service != null && $Object.hasOwnProperty.call(message, "service")) {
                    object.service = $root.ambit.waypoint.ServiceTarget.toObject(message.service, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "service";
                }
                if (message.invalid != null && $Object.hasOwnProperty.call(message, "invalid")) {
                    object.invalid = $root.ambit.waypoint.InvalidTarget.toObject(message.invalid, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "invalid";
                }
                return object;
            };

            Target.prototype.toJSON = function() {
                return Target.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Target;
        })();

        waypoint.ServiceTarget = (function() {

            const ServiceTarget = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ServiceTarget.prototype.service = "";
            ServiceTarget.prototype.port = 0;
            ServiceTarget.prototype.subset = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ServiceTarget.prototype, "_subset", {
                get: $util.oneOfGetter($oneOfFields = ["subset"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            ServiceTarget.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
                    writer.uint32(10).string(message.service);
                if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                    writer.uint32(16).uint32(message.port);
                if (message.subset != null && $Object.hasOwnProperty.call(message, "subset"))
                    writer.uint32(26).string(message.subset);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ServiceTarget.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.ServiceTarget();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.service = value;
                            else
                                delete message.service;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.port = value;
                            else
                                delete message.port;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.subset = reader.stringVerify();
                            message._subset = "subset";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ServiceTarget.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.ServiceTarget)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.ServiceTarget: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.ServiceTarget();
                if (object.service != null)
                    if (typeof object.service !== "string" || object.service.length)
                        message.service = $String(object.service);
                if (object.port != null)
                    if ($Number(object.port) !== 0)
                        message.port = object.port >>> 0;
                if (object.subset != null)
                    message.subset = $String(object.subset);
                return message;
            };

            ServiceTarget.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.service = "";
                    object.port = 0;
                }
                if (message.service != null && $Object.hasOwnProperty.call(message, "service"))
                    object.service = message.service;
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    object.port = message.port;
                if (message.subset != null && $Object.hasOwnProperty.call(message, "subset"))
                    object.subset = message.subset;
                return object;
            };

            ServiceTarget.prototype.toJSON = function() {
                return ServiceTarget.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ServiceTarget;
        })();

        waypoint.InvalidTarget = (function() {

            const InvalidTarget = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            InvalidTarget.prototype.status = 0;
            InvalidTarget.prototype.grpcStatus = null;
            InvalidTarget.prototype.isUnknownCluster = false;
            InvalidTarget.prototype.details = "";

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(InvalidTarget.prototype, "_grpcStatus", {
                get: $util.oneOfGetter($oneOfFields = ["grpcStatus"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            InvalidTarget.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                    writer.uint32(8).uint32(message.status);
                if (message.grpcStatus != null && $Object.hasOwnProperty.call(message, "grpcStatus"))
                    writer.uint32(16).uint32(message.grpcStatus);
                if (message.isUnknownCluster != null && $Object.hasOwnProperty.call(message, "isUnknownCluster") && message.isUnknownCluster !== false)
                    writer.uint32(24).bool(message.isUnknownCluster);
                if (message.details != null && $Object.hasOwnProperty.call(message, "details") && message.details !== "")
                    writer.uint32(34).string(message.details);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            InvalidTarget.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.InvalidTarget();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.grpcStatus = reader.uint32();
                            message._grpcStatus = "grpcStatus";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isUnknownCluster = value;
                            else
                                delete message.isUnknownCluster;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.details = value;
                            else
                                delete message.details;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            InvalidTarget.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.InvalidTarget)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.InvalidTarget: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.InvalidTarget();
                if (object.status != null)
                    if ($Number(object.status) !== 0)
                        message.status = object.status >>> 0;
                if (object.grpcStatus != null)
                    message.grpcStatus = object.grpcStatus >>> 0;
                if (object.isUnknownCluster != null)
                    if (object.isUnknownCluster)
                        message.isUnknownCluster = $Boolean(object.isUnknownCluster);
                if (object.details != null)
                    if (typeof object.details !== "string" || object.details.length)
                        message.details = $String(object.details);
                return message;
            };

            InvalidTarget.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.status = 0;
                    object.isUnknownCluster = false;
                    object.details = "";
                }
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    object.status = message.status;
                if (message.grpcStatus != null && $Object.hasOwnProperty.call(message, "grpcStatus"))
                    object.grpcStatus = message.grpcStatus;
                if (message.isUnknownCluster != null && $Object.hasOwnProperty.call(message, "isUnknownCluster"))
                    object.isUnknownCluster = message.isUnknownCluster;
                if (message.details != null && $Object.hasOwnProperty.call(message, "details"))
                    object.details = message.details;
                return object;
            };

            InvalidTarget.prototype.toJSON = function() {
                return InvalidTarget.toObject(this, $protobuf.util.toJSONOptions);
            };

            return InvalidTarget;
        })();

        waypoint.Mirror = (function() {

            const Mirror = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Mirror.prototype.target = null;
            Mirror.prototype.perMillion = 0;

            Mirror.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    $root.ambit.waypoint.Target.encode(message.target, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.perMillion != null && $Object.hasOwnProperty.call(message, "perMillion") && message.perMillion !== 0)
                    writer.uint32(16).uint32(message.perMillion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Mirror.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Mirror();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.target = $root.ambit.waypoint.Target.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.perMillion = value;
                            else
                                delete message.perMillion;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Mirror.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Mirror)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Mirror: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Mirror();
                if (object.target != null) {
                    if (!$util.isObject(object.target))
                        throw $TypeError(".ambit.waypoint.Mirror.target: object expected");
                    message.target = $root.ambit.waypoint.Target.fromObject(object.target, _depth + 1);
                }
                if (object.perMillion != null)
                    if ($Number(object.perMillion) !== 0)
                        message.perMillion = object.perMillion >>> 0;
                return message;
            };

            Mirror.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.target = null;
                    object.perMillion = 0;
                }
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    object.target = $root.ambit.waypoint.Target.toObject(message.target, options, _depth + 1);
                if (message.perMillion != null && $Object.hasOwnProperty.call(message, "perMillion"))
                    object.perMillion = message.perMillion;
                return object;
            };

            Mirror.prototype.toJSON = function() {
                return Mirror.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Mirror;
        })();

        waypoint.Cors = (function() {

            const Cors = function (properties) {
                this.allowOrigins = [];
                this.allowMethods = [];
                this.allowHeaders = [];
                this.exposeHeaders = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Cors.prototype.allowOrigins = $util.emptyArray;
            Cors.prototype.allowMethods = $util.emptyArray;
            Cors.prototype.allowHeaders = $util.emptyArray;
            Cors.prototype.exposeHeaders = $util.emptyArray;
            Cors.prototype.allowCredentials = false;
            Cors.prototype.maxAgeSeconds = null;
            Cors.prototype.forwardsUnmatchedPreflights = false;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Cors.prototype, "_maxAgeSeconds", {
                get: $util.oneOfGetter($oneOfFields = ["maxAgeSeconds"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Cors.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.allowOrigins != null && message.allowOrigins.length)
                    for (let i = 0; i < message.allowOrigins.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.allowOrigins[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.allowMethods != null && message.allowMethods.length)
                    for (let i = 0; i < message.allowMethods.length; ++i)
                        writer.uint32(18).string(message.allowMethods[i]);
                if (message.allowHeaders != null && message.allowHeaders.length)
                    for (let i = 0; i < message.allowHeaders.length; ++i)
                        writer.uint32(26).string(message.allowHeaders[i]);
                if (message.exposeHeaders != null && message.exposeHeaders.length)
                    for (let i = 0; i < message.exposeHeaders.length; ++i)
                        writer.uint32(34).string(message.exposeHeaders[i]);
                if (message.allowCredentials != null && $Object.hasOwnProperty.call(message, "allowCredentials") && message.allowCredentials !== false)
                    writer.uint32(40).bool(message.allowCredentials);
                if (message.maxAgeSeconds != null && $Object.hasOwnProperty.call(message, "maxAgeSeconds"))
                    writer.uint32(48).uint32(message.maxAgeSeconds);
                if (message.forwardsUnmatchedPreflights != null && $Object.hasOwnProperty.call(message, "forwardsUnmatchedPreflights") && message.forwardsUnmatchedPreflights !== false)
                    writer.uint32(56).bool(message.forwardsUnmatchedPreflights);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Cors.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Cors();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.allowOrigins && message.allowOrigins.length))
                                message.allowOrigins = [];
                            message.allowOrigins.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.allowMethods && message.allowMethods.length))
                                message.allowMethods = [];
                            message.allowMethods.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.allowHeaders && message.allowHeaders.length))
                                message.allowHeaders = [];
                            message.allowHeaders.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.exposeHeaders && message.exposeHeaders.length))
                                message.exposeHeaders = [];
                            message.exposeHeaders.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.allowCredentials = value;
                            else
                                delete message.allowCredentials;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.maxAgeSeconds = reader.uint32();
                            message._maxAgeSeconds = "maxAgeSeconds";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.forwardsUnmatchedPreflights = value;
                            else
                                delete message.forwardsUnmatchedPreflights;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Cors.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Cors)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Cors: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Cors();
                if (object.allowOrigins) {
                    if (!$Array.isArray(object.allowOrigins))
                        throw $TypeError(".ambit.waypoint.Cors.allowOrigins: array expected");
                    message.allowOrigins = $Array(object.allowOrigins.length);
                    for (let i = 0; i < object.allowOrigins.length; ++i) {
                        if (!$util.isObject(object.allowOrigins[i]))
                            throw $TypeError(".ambit.waypoint.Cors.allowOrigins: object expected");
                        message.allowOrigins[i] = $root.ambit.waypoint.TextMatch.fromObject(object.allowOrigins[i], _depth + 1);
                    }
                }
                if (object.allowMethods) {
                    if (!$Array.isArray(object.allowMethods))
                        throw $TypeError(".ambit.waypoint.Cors.allowMethods: array expected");
                    message.allowMethods = $Array(object.allowMethods.length);
                    for (let i = 0; i < object.allowMethods.length; ++i)
                        message.allowMethods[i] = $String(object.allowMethods[i]);
                }
                if (object.allowHeaders) {
                    if (!$Array.isArray(object.allowHeaders))
                        throw $TypeError(".ambit.waypoint.Cors.allowHeaders: array expected");
                    message.allowHeaders = $Array(object.allowHeaders.length);
                    for (let i = 0; i < object.allowHeaders.length; ++i)
                        message.allowHeaders[i] = $String(object.allowHeaders[i]);
                }
                if (object.exposeHeaders) {
                    if (!$Array.isArray(object.exposeHeaders))
                        throw $TypeError(".ambit.waypoint.Cors.exposeHeaders: array expected");
                    message.exposeHeaders = $Array(object.exposeHeaders.length);
                    for (let i = 0; i < object.exposeHeaders.length; ++i)
                        message.exposeHeaders[i] = $String(object.exposeHeaders[i]);
                }
                if (object.allowCredentials != null)
                    if (object.allowCredentials)
                        message.allowCredentials = $Boolean(object.allowCredentials);
                if (object.maxAgeSeconds != null)
                    message.maxAgeSeconds = object.maxAgeSeconds >>> 0;
                if (object.forwardsUnmatchedPreflights != null)
                    if (object.forwardsUnmatchedPreflights)
                        message.forwardsUnmatchedPreflights = $Boolean(object.forwardsUnmatchedPreflights);
                return message;
            };

            Cors.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.allowOrigins = [];
                    object.allowMethods = [];
                    object.allowHeaders = [];
                    object.exposeHeaders = [];
                }
                if (options.defaults) {
                    object.allowCredentials = false;
                    object.forwardsUnmatchedPreflights = false;
                }
                if (message.allowOrigins && message.allowOrigins.length) {
                    object.allowOrigins = $Array(message.allowOrigins.length);
                    for (let j = 0; j < message.allowOrigins.length; ++j)
                        object.allowOrigins[j] = $root.ambit.waypoint.TextMatch.toObject(message.allowOrigins[j], options, _depth + 1);
                }
                if (message.allowMethods && message.allowMethods.length) {
                    object.allowMethods = $Array(message.allowMethods.length);
                    for (let j = 0; j < message.allowMethods.length; ++j)
                        object.allowMethods[j] = message.allowMethods[j];
                }
                if (message.allowHeaders && message.allowHeaders.length) {
                    object.allowHeaders = $Array(message.allowHeaders.length);
                    for (let j = 0; j < message.allowHeaders.length; ++j)
                        object.allowHeaders[j] = message.allowHeaders[j];
                }
                if (message.exposeHeaders && message.exposeHeaders.length) {
                    object.exposeHeaders = $Array(message.exposeHeaders.length);
                    for (let j = 0; j < message.exposeHeaders.length; ++j)
                        object.exposeHeaders[j] = message.exposeHeaders[j];
                }
                if (message.allowCredentials != null && $Object.hasOwnProperty.call(message, "allowCredentials"))
                    object.allowCredentials = message.allowCredentials;
                if (message.maxAgeSeconds != null && $Object.hasOwnProperty.call(message, "maxAgeSeconds"))
                    object.maxAgeSeconds = message.maxAgeSeconds;
                if (message.forwardsUnmatchedPreflights != null && $Object.hasOwnProperty.call(message, "forwardsUnmatchedPreflights"))
                    object.forwardsUnmatchedPreflights = message.forwardsUnmatchedPreflights;
                return object;
            };

            Cors.prototype.toJSON = function() {
                return Cors.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Cors;
        })();

        waypoint.Retry = (function() {

            const Retry = function (properties) {
                this.reasons = [];
                this.statuses = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Retry.prototype.attempts = 0;
            Retry.prototype.reasons = $util.emptyArray;
            Retry.prototype.statuses = $util.emptyArray;
            Retry.prototype.backoffMs = 0;
            Retry.prototype.isBackoffMinimum = false;

            Retry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.attempts != null && $Object.hasOwnProperty.call(message, "attempts") && message.attempts !== 0)
                    writer.uint32(8).uint32(message.attempts);
                if (message.reasons != null && message.reasons.length)
                    writer.uint32(18).int32s(message.reasons);
                if (message.statuses != null && message.statuses.length)
                    writer.uint32(26).uint32s(message.statuses);
                if (message.backoffMs != null && $Object.hasOwnProperty.call(message, "backoffMs") && message.backoffMs !== 0)
                    writer.uint32(32).uint32(message.backoffMs);
                if (message.isBackoffMinimum != null && $Object.hasOwnProperty.call(message, "isBackoffMinimum") && message.isBackoffMinimum !== false)
                    writer.uint32(40).bool(message.isBackoffMinimum);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Retry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Retry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.attempts = value;
                            else
                                delete message.attempts;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.reasons && message.reasons.length))
                                    message.reasons = [];
                                reader.int32s(message.reasons);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.reasons && message.reasons.length))
                                message.reasons = [];
                            message.reasons.push(reader.int32());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.statuses && message.statuses.length))
                                    message.statuses = [];
                                reader.uint32s(message.statuses);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.statuses && message.statuses.length))
                                message.statuses = [];
                            message.statuses.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.backoffMs = value;
                            else
                                delete message.backoffMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isBackoffMinimum = value;
                            else
                                delete message.isBackoffMinimum;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Retry.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Retry)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Retry: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Retry();
                if (object.attempts != null)
                    if ($Number(object.attempts) !== 0)
                        message.attempts = object.attempts >>> 0;
                if (object.reasons) {
                    if (!$Array.isArray(object.reasons))
                        throw $TypeError(".ambit.waypoint.Retry.reasons: array expected");
                    message.reasons = [];
                    for (let i = 0; i < object.reasons.length; ++i)
                        switch (object.reasons[i]) {
                        case "UNKNOWN_REASON":
                        case 0:
                            message.reasons[message.reasons.length] = 0;
                            break;
                        case "STATUS_5XX":
                        case 1:
                            message.reasons[message.reasons.length] = 1;
                            break;
                        case "GATEWAY_ERROR":
                        case 2:
                            message.reasons[message.reasons.length] = 2;
                            break;
                        case "RESET":
                        case 3:
                            message.reasons[message.reasons.length] = 3;
                            break;
                        case "RESET_BEFORE_REQUEST":
                        case 4:
                            message.reasons[message.reasons.length] = 4;
                            break;
                        case "CONNECT_FAILURE":
                        case 5:
                            message.reasons[message.reasons.length] = 5;
                            break;
                        case "RETRIABLE_4XX":
                        case 6:
                            message.reasons[message.reasons.length] = 6;
                            break;
                        case "REFUSED_STREAM":
                        case 7:
                            message.reasons[message.reasons.length] = 7;
                            break;
                        case "CANCELLED":
                        case 8:
                            message.reasons[message.reasons.length] = 8;
                            break;
                        case "DEADLINE_EXCEEDED":
                        case 9:
                            message.reasons[message.reasons.length] = 9;
                            break;
                        case "INTERNAL":
                        case 10:
                            message.reasons[message.reasons.length] = 10;
                            break;
                        case "RESOURCE_EXHAUSTED":
                        case 11:
                            message.reasons[message.reasons.length] = 11;
                            break;
                        case "UNAVAILABLE":
                        case 12:
                            message.reasons[message.reasons.length] = 12;
                            break;
                        default:
                            if (typeof object.reasons[i] === "number" && (object.reasons[i] | 0) === object.reasons[i])
                                message.reasons[message.reasons.length] = object.reasons[i];
                        }
                }
                if (object.statuses) {
                    if (!$Array.isArray(object.statuses))
                        throw $TypeError(".ambit.waypoint.Retry.statuses: array expected");
                    message.statuses = $Array(object.statuses.length);
                    for (let i = 0; i < object.statuses.length; ++i)
                        message.statuses[i] = object.statuses[i] >>> 0;
                }
                if (object.backoffMs != null)
                    if ($Number(object.backoffMs) !== 0)
                        message.backoffMs = object.backoffMs >>> 0;
                if (object.isBackoffMinimum != null)
                    if (object.isBackoffMinimum)
                        message.isBackoffMinimum = $Boolean(object.isBackoffMinimum);
                return message;
            };

            Retry.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.reasons = [];
                    object.statuses = [];
                }
                if (options.defaults) {
                    object.attempts = 0;
                    object.backoffMs = 0;
                    object.isBackoffMinimum = false;
                }
                if (message.attempts != null && $Object.hasOwnProperty.call(message, "attempts"))
                    object.attempts = message.attempts;
                if (message.reasons && message.reasons.length) {
                    object.reasons = $Array(message.reasons.length);
                    for (let j = 0; j < message.reasons.length; ++j)
                        object.reasons[j] = options.enums === $String ? $root.ambit.waypoint.RetryReason[message.reasons[j]] === $undefined ? message.reasons[j] : $root.ambit.waypoint.RetryReason[message.reasons[j]] : message.reasons[j];
                }
                if (message.statuses && message.statuses.length) {
                    object.statuses = $Array(message.statuses.length);
                    for (let j = 0; j < message.statuses.length; ++j)
                        object.statuses[j] = message.statuses[j];
                }
                if (message.backoffMs != null && $Object.hasOwnProperty.call(message, "backoffMs"))
                    object.backoffMs = message.backoffMs;
                if (message.isBackoffMinimum != null && $Object.hasOwnProperty.call(message, "isBackoffMinimum"))
                    object.isBackoffMinimum = message.isBackoffMinimum;
                return object;
            };

            Retry.prototype.toJSON = function() {
                return Retry.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Retry;
        })();

        waypoint.RetryReason = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNKNOWN_REASON"] = 0;
            values[valuesById[1] = "STATUS_5XX"] = 1;
            values[valuesById[2] = "GATEWAY_ERROR"] = 2;
            values[valuesById[3] = "RESET"] = 3;
            values[valuesById[4] = "RESET_BEFORE_REQUEST"] = 4;
            values[valuesById[5] = "CONNECT_FAILURE"] = 5;
            values[valuesById[6] = "RETRIABLE_4XX"] = 6;
            values[valuesById[7] = "REFUSED_STREAM"] = 7;
            values[valuesById[8] = "CANCELLED"] = 8;
            values[valuesById[9] = "DEADLINE_EXCEEDED"] = 9;
            values[valuesById[10] = "INTERNAL"] = 10;
            values[valuesById[11] = "RESOURCE_EXHAUSTED"] = 11;
            values[valuesById[12] = "UNAVAILABLE"] = 12;
            return values;
        })();

        waypoint.Fault = (function() {

            const Fault = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Fault.prototype.delay = null;
            Fault.prototype.abort = null;

            Fault.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.delay != null && $Object.hasOwnProperty.call(message, "delay"))
                    $root.ambit.waypoint.FaultDelay.encode(message.delay, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.abort != null && $Object.hasOwnProperty.call(message, "abort"))
                    $root.ambit.waypoint.FaultAbort.encode(message.abort, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Fault.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Fault();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.delay = $root.ambit.waypoint.FaultDelay.decode(reader, reader.size(), $undefined, _depth + 1, message.delay);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.abort = $root.ambit.waypoint.FaultAbort.decode(reader, reader.size(), $undefined, _depth + 1, message.abort);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Fault.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Fault)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Fault: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Fault();
                if (object.delay != null) {
                    if (!$util.isObject(object.delay))
                        throw $TypeError(".ambit.waypoint.Fault.delay: object expected");
                    message.delay = $root.ambit.waypoint.FaultDelay.fromObject(object.delay, _depth + 1);
                }
                if (object.abort != null) {
                    if (!$util.isObject(object.abort))
                        throw $TypeError(".ambit.waypoint.Fault.abort: object expected");
                    message.abort = $root.ambit.waypoint.FaultAbort.fromObject(object.abort, _depth + 1);
                }
                return message;
            };

            Fault.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.delay = null;
                    object.abort = null;
                }
                if (message.delay != null && $Object.hasOwnProperty.call(message, "delay"))
                    object.delay = $root.ambit.waypoint.FaultDelay.toObject(message.delay, options, _depth + 1);
                if (message.abort != null && $Object.hasOwnProperty.call(message, "abort"))
                    object.abort = $root.ambit.waypoint.FaultAbort.toObject(message.abort, options, _depth + 1);
                return object;
            };

            Fault.prototype.toJSON = function() {
                return Fault.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Fault;
        })();

        waypoint.FaultDelay = (function() {

            const FaultDelay = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            FaultDelay.prototype.ms = 0;
            FaultDelay.prototype.perMillion = 0;

            FaultDelay.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ms != null && $Object.hasOwnProperty.call(message, "ms") && message.ms !== 0)
                    writer.uint32(8).uint32(message.ms);
                if (message.perMillion != null && $Object.hasOwnProperty.call(message, "perMillion") && message.perMillion !== 0)
                    writer.uint32(16).uint32(message.perMillion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            FaultDelay.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.FaultDelay();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.ms = value;
                            else
                                delete message.ms;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.perMillion = value;
                            else
                                delete message.perMillion;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            FaultDelay.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.FaultDelay)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.FaultDelay: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.FaultDelay();
                if (object.ms != null)
                    if ($Number(object.ms) !== 0)
                        message.ms = object.ms >>> 0;
                if (object.perMillion != null)
                    if ($Number(object.perMillion) !== 0)
                        message.perMillion = object.perMillion >>> 0;
                return message;
            };

            FaultDelay.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.ms = 0;
                    object.perMillion = 0;
                }
                if (message.ms != null && $Object.hasOwnProperty.call(message, "ms"))
                    object.ms = message.ms;
                if (message.perMillion != null && $Object.hasOwnProperty.call(message, "perMillion"))
                    object.perMillion = message.perMillion;
                return object;
            };

            FaultDelay.prototype.toJSON = function() {
                return FaultDelay.toObject(this, $protobuf.util.toJSONOptions);
            };

            return FaultDelay;
        })();

        waypoint.FaultAbort = (function() {

            const FaultAbort = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            FaultAbort.prototype.perMillion = 0;
            FaultAbort.prototype.status = 0;
            FaultAbort.prototype.grpcStatus = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(FaultAbort.prototype, "_grpcStatus", {
                get: $util.oneOfGetter($oneOfFields = ["grpcStatus"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            FaultAbort.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.perMillion != null && $Object.hasOwnProperty.call(message, "perMillion") && message.perMillion !== 0)
                    writer.uint32(8).uint32(message.perMillion);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                    writer.uint32(16).uint32(message.status);
                if (message.grpcStatus != null && $Object.hasOwnProperty.call(message, "grpcStatus"))
                    writer.uint32(24).uint32(message.grpcStatus);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            FaultAbort.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.FaultAbort();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.perMillion = value;
                            else
                                delete message.perMillion;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.grpcStatus = reader.uint32();
                            message._grpcStatus = "grpcStatus";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            FaultAbort.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.FaultAbort)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.FaultAbort: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.FaultAbort();
                if (object.perMillion != null)
                    if ($Number(object.perMillion) !== 0)
                        message.perMillion = object.perMillion >>> 0;
                if (object.status != null)
                    if ($Number(object.status) !== 0)
                        message.status = object.status >>> 0;
                if (object.grpcStatus != null)
                    message.grpcStatus = object.grpcStatus >>> 0;
                return message;
            };

            FaultAbort.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.perMillion = 0;
                    object.status = 0;
                }
                if (message.perMillion != null && $Object.hasOwnProperty.call(message, "perMillion"))
                    object.perMillion = message.perMillion;
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    object.status = message.status;
                if (message.grpcStatus != null && $Object.hasOwnProperty.call(message, "grpcStatus"))
                    object.grpcStatus = message.grpcStatus;
                return object;
            };

            FaultAbort.prototype.toJSON = function() {
                return FaultAbort.toObject(this, $protobuf.util.toJSONOptions);
            };

            return FaultAbort;
        })();

        waypoint.SessionPersistence = (function() {

            const SessionPersistence = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SessionPersistence.prototype.isHeader = false;
            SessionPersistence.prototype.name = "";
            SessionPersistence.prototype.path = "";
            SessionPersistence.prototype.lifetimeSeconds = null;
            SessionPersistence.prototype.absoluteTimeoutSeconds = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(SessionPersistence.prototype, "_lifetimeSeconds", {
                get: $util.oneOfGetter($oneOfFields = ["lifetimeSeconds"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(SessionPersistence.prototype, "_absoluteTimeoutSeconds", {
                get: $util.oneOfGetter($oneOfFields = ["absoluteTimeoutSeconds"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            SessionPersistence.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.isHeader != null && $Object.hasOwnProperty.call(message, "isHeader") && message.isHeader !== false)
                    writer.uint32(8).bool(message.isHeader);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(18).string(message.name);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(26).string(message.path);
                if (message.lifetimeSeconds != null && $Object.hasOwnProperty.call(message, "lifetimeSeconds"))
                    writer.uint32(32).uint32(message.lifetimeSeconds);
                if (message.absoluteTimeoutSeconds != null && $Object.hasOwnProperty.call(message, "absoluteTimeoutSeconds"))
                    writer.uint32(40).uint32(message.absoluteTimeoutSeconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SessionPersistence.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.SessionPersistence();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isHeader = value;
                            else
                                delete message.isHeader;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.lifetimeSeconds = reader.uint32();
                            message._lifetimeSeconds = "lifetimeSeconds";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.absoluteTimeoutSeconds = reader.uint32();
                            message._absoluteTimeoutSeconds = "absoluteTimeoutSeconds";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SessionPersistence.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.SessionPersistence)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.SessionPersistence: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.SessionPersistence();
                if (object.isHeader != null)
                    if (object.isHeader)
                        message.isHeader = $Boolean(object.isHeader);
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.path != null)
                    if (typeof object.path !== "string" || object.path.length)
                        message.path = $String(object.path);
                if (object.lifetimeSeconds != null)
                    message.lifetimeSeconds = object.lifetimeSeconds >>> 0;
                if (object.absoluteTimeoutSeconds != null)
                    message.absoluteTimeoutSeconds = object.absoluteTimeoutSeconds >>> 0;
                return message;
            };

            SessionPersistence.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.isHeader = false;
                    object.name = "";
                    object.path = "";
                }
                if (message.isHeader != null && $Object.hasOwnProperty.call(message, "isHeader"))
                    object.isHeader = message.isHeader;
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = message.path;
                if (message.lifetimeSeconds != null && $Object.hasOwnProperty.call(message, "lifetimeSeconds"))
                    object.lifetimeSeconds = message.lifetimeSeconds;
                if (message.absoluteTimeoutSeconds != null && $Object.hasOwnProperty.call(message, "absoluteTimeoutSeconds"))
                    object.absoluteTimeoutSeconds = message.absoluteTimeoutSeconds;
                return object;
            };

            SessionPersistence.prototype.toJSON = function() {
                return SessionPersistence.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SessionPersistence;
        })();

        waypoint.RateLimit = (function() {

            const RateLimit = function (properties) {
                this.keys = [];
                this.matches = [];
                this.clients = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RateLimit.prototype.name = "";
            RateLimit.prototype.requests = 0;
            RateLimit.prototype.perMs = 0;
            RateLimit.prototype.burst = 0;
            RateLimit.prototype.keys = $util.emptyArray;
            RateLimit.prototype.matches = $util.emptyArray;
            RateLimit.prototype.clients = $util.emptyArray;

            RateLimit.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.requests != null && $Object.hasOwnProperty.call(message, "requests") && message.requests !== 0)
                    writer.uint32(16).uint32(message.requests);
                if (message.perMs != null && $Object.hasOwnProperty.call(message, "perMs") && message.perMs !== 0)
                    writer.uint32(24).uint32(message.perMs);
                if (message.burst != null && $Object.hasOwnProperty.call(message, "burst") && message.burst !== 0)
                    writer.uint32(32).uint32(message.burst);
                if (message.keys != null && message.keys.length)
                    for (let i = 0; i < message.keys.length; ++i)
                        $root.ambit.waypoint.RateLimitKey.encode(message.keys[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.matches != null && message.matches.length)
                    for (let i = 0; i < message.matches.length; ++i)
                        $root.ambit.waypoint.RequestMatch.encode(message.matches[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.clients != null && message.clients.length)
                    for (let i = 0; i < message.clients.length; ++i)
                        $root.ambit.waypoint.Cidr.encode(message.clients[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RateLimit.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.RateLimit();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.requests = value;
                            else
                                delete message.requests;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.perMs = value;
                            else
                                delete message.perMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.burst = value;
                            else
                                delete message.burst;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.keys && message.keys.length))
                                message.keys = [];
                            message.keys.push($root.ambit.waypoint.RateLimitKey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.matches && message.matches.length))
                                message.matches = [];
                            message.matches.push($root.ambit.waypoint.RequestMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.clients && message.clients.length))
                                message.clients = [];
                            message.clients.push($root.ambit.waypoint.Cidr.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            RateLimit.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.RateLimit)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.RateLimit: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.RateLimit();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.requests != null)
                    if ($Number(object.requests) !== 0)
                        message.requests = object.requests >>> 0;
                if (object.perMs != null)
                    if ($Number(object.perMs) !== 0)
                        message.perMs = object.perMs >>> 0;
                if (object.burst != null)
                    if ($Number(object.burst) !== 0)
                        message.burst = object.burst >>> 0;
                if (object.keys) {
                    if (!$Array.isArray(object.keys))
                        throw $TypeError(".ambit.waypoint.RateLimit.keys: array expected");
                    message.keys = $Array(object.keys.length);
                    for (let i = 0; i < object.keys.length; ++i) {
                        if (!$util.isObject(object.keys[i]))
                            throw $TypeError(".ambit.waypoint.RateLimit.keys: object expected");
                        message.keys[i] = $root.ambit.waypoint.RateLimitKey.fromObject(object.keys[i], _depth + 1);
                    }
                }
                if (object.matches) {
                    if (!$Array.isArray(object.matches))
                        throw $TypeError(".ambit.waypoint.RateLimit.matches: array expected");
                    message.matches = $Array(object.matches.length);
                    for (let i = 0; i < object.matches.length; ++i) {
                        if (!$util.isObject(object.matches[i]))
                            throw $TypeError(".ambit.waypoint.RateLimit.matches: object expected");
                        message.matches[i] = $root.ambit.waypoint.RequestMatch.fromObject(object.matches[i], _depth + 1);
                    }
                }
                if (object.clients) {
                    if (!$Array.isArray(object.clients))
                        throw $TypeError(".ambit.waypoint.RateLimit.clients: array expected");
                    message.clients = $Array(object.clients.length);
                    for (let i = 0; i < object.clients.length; ++i) {
                        if (!$util.isObject(object.clients[i]))
                            throw $TypeError(".ambit.waypoint.RateLimit.clients: object expected");
                        message.clients[i] = $root.ambit.waypoint.Cidr.fromObject(object.clients[i], _depth + 1);
                    }
                }
                return message;
            };

            RateLimit.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.keys = [];
                    object.matches = [];
                    object.clients = [];
                }
                if (options.defaults) {
                    object.name = "";
                    object.requests = 0;
                    object.perMs = 0;
                    object.burst = 0;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.requests != null && $Object.hasOwnProperty.call(message, "requests"))
                    object.requests = message.requests;
                if (message.perMs != null && $Object.hasOwnProperty.call(message, "perMs"))
                    object.perMs = message.perMs;
                if (message.burst != null && $Object.hasOwnProperty.call(message, "burst"))
                    object.burst = message.burst;
                if (message.keys && message.keys.length) {
                    object.keys = $Array(message.keys.length);
                    for (let j = 0; j < message.keys.length; ++j)
                        object.keys[j] = $root.ambit.waypoint.RateLimitKey.toObject(message.keys[j], options, _depth + 1);
                }
                if (message.matches && message.matches.length) {
                    object.matches = $Array(message.matches.length);
                    for (let j = 0; j < message.matches.length; ++j)
                        object.matches[j] = $root.ambit.waypoint.RequestMatch.toObject(message.matches[j], options, _depth + 1);
                }
                if (message.clients && message.clients.length) {
                    object.clients = $Array(message.clients.length);
                    for (let j = 0; j < message.clients.length; ++j)
                        object.clients[j] = $root.ambit.waypoint.Cidr.toObject(message.clients[j], options, _depth + 1);
                }
                return object;
            };

            RateLimit.prototype.toJSON = function() {
                return RateLimit.toObject(this, $protobuf.util.toJSONOptions);
            };

            return RateLimit;
        })();

        waypoint.RateLimitKey = (function() {

            const RateLimitKey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RateLimitKey.prototype.clientIdentity = null;
            RateLimitKey.prototype.clientAddress = null;
            RateLimitKey.prototype.header = null;

            let $oneOfFields;

            $Object.defineProperty(RateLimitKey.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["clientIdentity", "clientAddress", "header"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            RateLimitKey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.clientIdentity != null && $Object.hasOwnProperty.call(message, "clientIdentity"))
                    writer.uint32(8).bool(message.clientIdentity);
                if (message.clientAddress != null && $Object.hasOwnProperty.call(message, "clientAddress"))
                    writer.uint32(16).bool(message.clientAddress);
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    writer.uint32(26).string(message.header);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RateLimitKey.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.RateLimitKey();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.clientIdentity = reader.bool();
                            message.kind = "clientIdentity";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.clientAddress = reader.bool();
                            message.kind = "clientAddress";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.header = reader.stringVerify();
                            message.kind = "header";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            RateLimitKey.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.RateLimitKey)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.RateLimitKey: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.RateLimitKey();
                if (object.clientIdentity != null)
                    message.clientIdentity = $Boolean(object.clientIdentity);
                if (object.clientAddress != null)
                    message.clientAddress = $Boolean(object.clientAddress);
                if (object.header != null)
                    message.header = $String(object.header);
                return message;
            };

            RateLimitKey.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.clientIdentity != null && $Object.hasOwnProperty.call(message, "clientIdentity")) {
                    object.clientIdentity = message.clientIdentity;
                    if (options.oneofs)
                        object.kind = "clientIdentity";
                }
                if (message.clientAddress != null && $Object.hasOwnProperty.call(message, "clientAddress")) {
                    object.clientAddress = message.clientAddress;
                    if (options.oneofs)
                        object.kind = "clientAddress";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header")) {
                    object.header = message.header;
                    if (options.oneofs)
                        object.kind = "header";
                }
                return object;
            };

            RateLimitKey.prototype.toJSON = function() {
                return RateLimitKey.toObject(this, $protobuf.util.toJSONOptions);
            };

            return RateLimitKey;
        })();

        waypoint.ConnectionRoute = (function() {

            const ConnectionRoute = function (properties) {
                this.serverNames = [];
                this.backends = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ConnectionRoute.prototype.port = null;
            ConnectionRoute.prototype.serverNames = $util.emptyArray;
            ConnectionRoute.prototype.backends = $util.emptyArray;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionRoute.prototype, "_port", {
                get: $util.oneOfGetter($oneOfFields = ["port"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            ConnectionRoute.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    writer.uint32(8).uint32(message.port);
                if (message.serverNames != null && message.serverNames.length)
                    for (let i = 0; i < message.serverNames.length; ++i)
                        writer.uint32(18).string(message.serverNames[i]);
                if (message.backends != null && message.backends.length)
                    for (let i = 0; i < message.backends.length; ++i)
                        $root.ambit.waypoint.Backend.encode(message.backends[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ConnectionRoute.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.ConnectionRoute();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.port = reader.uint32();
                            message._port = "port";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.serverNames && message.serverNames.length))
                                message.serverNames = [];
                            message.serverNames.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.backends && message.backends.length))
                                message.backends = [];
                            message.backends.push($root.ambit.waypoint.Backend.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ConnectionRoute.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.ConnectionRoute)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.ConnectionRoute: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.ConnectionRoute();
                if (object.port != null)
                    message.port = object.port >>> 0;
                if (object.serverNames) {
                    if (!$Array.isArray(object.serverNames))
                        throw $TypeError(".ambit.waypoint.ConnectionRoute.serverNames: array expected");
                    message.serverNames = $Array(object.serverNames.length);
                    for (let i = 0; i < object.serverNames.length; ++i)
                        message.serverNames[i] = $String(object.serverNames[i]);
                }
                if (object.backends) {
                    if (!$Array.isArray(object.backends))
                        throw $TypeError(".ambit.waypoint.ConnectionRoute.backends: array expected");
                    message.backends = $Array(object.backends.length);
                    for (let i = 0; i < object.backends.length; ++i) {
                        if (!$util.isObject(object.backends[i]))
                            throw $TypeError(".ambit.waypoint.ConnectionRoute.backends: object expected");
                        message.backends[i] = $root.ambit.waypoint.Backend.fromObject(object.backends[i], _depth + 1);
                    }
                }
                return message;
            };

            ConnectionRoute.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.serverNames = [];
                    object.backends = [];
                }
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    object.port = message.port;
                if (message.serverNames && message.serverNames.length) {
                    object.serverNames = $Array(message.serverNames.length);
                    for (let j = 0; j < message.serverNames.length; ++j)
                        object.serverNames[j] = message.serverNames[j];
                }
                if (message.backends && message.backends.length) {
                    object.backends = $Array(message.backends.length);
                    for (let j = 0; j < message.backends.length; ++j)
                        object.backends[j] = $root.ambit.waypoint.Backend.toObject(message.backends[j], options, _depth + 1);
                }
                return object;
            };

            ConnectionRoute.prototype.toJSON = function() {
                return ConnectionRoute.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ConnectionRoute;
        })();

        waypoint.Policy = (function() {

            const Policy = function (properties) {
                this.rules = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Policy.prototype.namespace = "";
            Policy.prototype.name = "";
            Policy.prototype.action = 0;
            Policy.prototype.provider = null;
            Policy.prototype.isDryRun = false;
            Policy.prototype.rules = $util.emptyArray;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Policy.prototype, "_provider", {
                get: $util.oneOfGetter($oneOfFields = ["provider"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Policy.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(10).string(message.namespace);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(18).string(message.name);
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
                    writer.uint32(24).int32(message.action);
                if (message.provider != null && $Object.hasOwnProperty.call(message, "provider"))
                    writer.uint32(34).string(message.provider);
                if (message.isDryRun != null && $Object.hasOwnProperty.call(message, "isDryRun") && message.isDryRun !== false)
                    writer.uint32(40).bool(message.isDryRun);
                if (message.rules != null && message.rules.length)
                    for (let i = 0; i < message.rules.length; ++i)
                        $root.ambit.waypoint.PolicyRule.encode(message.rules[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Policy.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Policy();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.provider = reader.stringVerify();
                            message._provider = "provider";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isDryRun = value;
                            else
                                delete message.isDryRun;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.rules && message.rules.length))
                                message.rules = [];
                            message.rules.push($root.ambit.waypoint.PolicyRule.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Policy.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Policy)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Policy: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Policy();
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.action !== 0 && (typeof object.action !== "string" || $root.ambit.waypoint.PolicyAction[object.action] !== 0))
                    switch (object.action) {
                    case "UNKNOWN_ACTION":
                    case 0:
                        message.action = 0;
                        break;
                    case "ALLOW":
                    case 1:
                        message.action = 1;
                        break;
                    case "DENY":
                    case 2:
                        message.action = 2;
                        break;
                    case "CUSTOM":
                    case 3:
                        message.action = 3;
                        break;
                    case "AUDIT":
                    case 4:
                        message.action = 4;
                        break;
                    default:
                        if (typeof object.action === "number" && (object.action | 0) === object.action)
                            message.action = object.action;
                    }
                if (object.provider != null)
                    message.provider = $String(object.provider);
                if (object.isDryRun != null)
                    if (object.isDryRun)
                        message.isDryRun = $Boolean(object.isDryRun);
                if (object.rules) {
                    if (!$Array.isArray(object.rules))
                        throw $TypeError(".ambit.waypoint.Policy.rules: array expected");
                    message.rules = $Array(object.rules.length);
                    for (let i = 0; i < object.rules.length; ++i) {
                        if (!$util.isObject(object.rules[i]))
                            throw $TypeError(".ambit.waypoint.Policy.rules: object expected");
                        message.rules[i] = $root.ambit.waypoint.PolicyRule.fromObject(object.rules[i], _depth + 1);
                    }
                }
                return message;
            };

            Policy.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.rules = [];
                if (options.defaults) {
                    object.namespace = "";
                    object.name = "";
                    object.action = options.enums === $String ? "UNKNOWN_ACTION" : 0;
                    object.isDryRun = false;
                }
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                    object.action = options.enums === $String ? $root.ambit.waypoint.PolicyAction[message.action] === $undefined ? message.action : $root.ambit.waypoint.PolicyAction[message.action] : message.action;
                if (message.provider != null && $Object.hasOwnProperty.call(message, "provider"))
                    object.provider = message.provider;
                if (message.isDryRun != null && $Object.hasOwnProperty.call(message, "isDryRun"))
                    object.isDryRun = message.isDryRun;
                if (message.rules && message.rules.length) {
                    object.rules = $Array(message.rules.length);
                    for (let j = 0; j < message.rules.length; ++j)
                        object.rules[j] = $root.ambit.waypoint.PolicyRule.toObject(message.rules[j], options, _depth + 1);
                }
                return object;
            };

            Policy.prototype.toJSON = function() {
                return Policy.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Policy;
        })();

        waypoint.PolicyAction = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNKNOWN_ACTION"] = 0;
            values[valuesById[1] = "ALLOW"] = 1;
            values[valuesById[2] = "DENY"] = 2;
            values[valuesById[3] = "CUSTOM"] = 3;
            values[valuesById[4] = "AUDIT"] = 4;
            return values;
        })();

        waypoint.PolicyRule = (function() {

            const PolicyRule = function (properties) {
                this.from = [];
                this.to = [];
                this.when = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PolicyRule.prototype.from = $util.emptyArray;
            PolicyRule.prototype.to = $util.emptyArray;
            PolicyRule.prototype.when = $util.emptyArray;

            PolicyRule.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.from != null && message.from.length)
                    for (let i = 0; i < message.from.length; ++i)
                        $root.ambit.waypoint.SourceMatch.encode(message.from[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.to != null && message.to.length)
                    for (let i = 0; i < message.to.length; ++i)
                        $root.ambit.waypoint.OperationMatch.encode(message.to[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.when != null && message.when.length)
                    for (let i = 0; i < message.when.length; ++i)
                        $root.ambit.waypoint.Condition.encode(message.when[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PolicyRule.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.PolicyRule();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.from && message.from.length))
                                message.from = [];
                            message.from.push($root.ambit.waypoint.SourceMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.to && message.to.length))
                                message.to = [];
                            message.to.push($root.ambit.waypoint.OperationMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.when && message.when.length))
                                message.when = [];
                            message.when.push($root.ambit.waypoint.Condition.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            PolicyRule.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.PolicyRule)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.PolicyRule: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.PolicyRule();
                if (object.from) {
                    if (!$Array.isArray(object.from))
                        throw $TypeError(".ambit.waypoint.PolicyRule.from: array expected");
                    message.from = $Array(object.from.length);
                    for (let i = 0; i < object.from.length; ++i) {
                        if (!$util.isObject(object.from[i]))
                            throw $TypeError(".ambit.waypoint.PolicyRule.from: object expected");
                        message.from[i] = $root.ambit.waypoint.SourceMatch.fromObject(object.from[i], _depth + 1);
                    }
                }
                if (object.to) {
                    if (!$Array.isArray(object.to))
                        throw $TypeError(".ambit.waypoint.PolicyRule.to: array expected");
                    message.to = $Array(object.to.length);
                    for (let i = 0; i < object.to.length; ++i) {
                        if (!$util.isObject(object.to[i]))
                            throw $TypeError(".ambit.waypoint.PolicyRule.to: object expected");
                        message.to[i] = $root.ambit.waypoint.OperationMatch.fromObject(object.to[i], _depth + 1);
                    }
                }
                if (object.when) {
                    if (!$Array.isArray(object.when))
                        throw $TypeError(".ambit.waypoint.PolicyRule.when: array expected");
                    message.when = $Array(object.when.length);
                    for (let i = 0; i < object.when.length; ++i) {
                        if (!$util.isObject(object.when[i]))
                            throw $TypeError(".ambit.waypoint.PolicyRule.when: object expected");
                        message.when[i] = $root.ambit.waypoint.Condition.fromObject(object.when[i], _depth + 1);
                    }
                }
                return message;
            };

            PolicyRule.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.from = [];
                    object.to = [];
                    object.when = [];
                }
                if (message.from && message.from.length) {
                    object.from = $Array(message.from.length);
                    for (let j = 0; j < message.from.length; ++j)
                        object.from[j] = $root.ambit.waypoint.SourceMatch.toObject(message.from[j], options, _depth + 1);
                }
                if (message.to && message.to.length) {
                    object.to = $Array(message.to.length);
                    for (let j = 0; j < message.to.length; ++j)
                        object.to[j] = $root.ambit.waypoint.OperationMatch.toObject(message.to[j], options, _depth + 1);
                }
                if (message.when && message.when.length) {
                    object.when = $Array(message.when.length);
                    for (let j = 0; j < message.when.length; ++j)
                        object.when[j] = $root.ambit.waypoint.Condition.toObject(message.when[j], options, _depth + 1);
                }
                return object;
            };

            PolicyRule.prototype.toJSON = function() {
                return PolicyRule.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PolicyRule;
        })();

        waypoint.SourceMatch = (function() {

            const SourceMatch = function (properties) {
                this.principals = [];
                this.notPrincipals = [];
                this.namespaces = [];
                this.notNamespaces = [];
                this.serviceAccounts = [];
                this.notServiceAccounts = [];
                this.trustDomains = [];
                this.notTrustDomains = [];
                this.requestPrincipals = [];
                this.notRequestPrincipals = [];
                this.ips = [];
                this.notIps = [];
                this.remoteIps = [];
                this.notRemoteIps = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SourceMatch.prototype.principals = $util.emptyArray;
            SourceMatch.prototype.notPrincipals = $util.emptyArray;
            SourceMatch.prototype.namespaces = $util.emptyArray;
            SourceMatch.prototype.notNamespaces = $util.emptyArray;
            SourceMatch.prototype.serviceAccounts = $util.emptyArray;
            SourceMatch.prototype.notServiceAccounts = $util.emptyArray;
            SourceMatch.prototype.trustDomains = $util.emptyArray;
            SourceMatch.prototype.notTrustDomains = $util.emptyArray;
            SourceMatch.prototype.requestPrincipals = $util.emptyArray;
            SourceMatch.prototype.notRequestPrincipals = $util.emptyArray;
            SourceMatch.prototype.ips = $util.emptyArray;
            SourceMatch.prototype.notIps = $util.emptyArray;
            SourceMatch.prototype.remoteIps = $util.emptyArray;
            SourceMatch.prototype.notRemoteIps = $util.emptyArray;

            SourceMatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.principals != null && message.principals.length)
                    for (let i = 0; i < message.principals.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.principals[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.notPrincipals != null && message.notPrincipals.length)
                    for (let i = 0; i < message.notPrincipals.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.notPrincipals[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.namespaces != null && message.namespaces.length)
                    for (let i = 0; i < message.namespaces.length; ++i)
                        writer.uint32(26).string(message.namespaces[i]);
                if (message.notNamespaces != null && message.notNamespaces.length)
                    for (let i = 0; i < message.notNamespaces.length; ++i)
                        writer.uint32(34).string(message.notNamespaces[i]);
                if (message.serviceAccounts != null && message.serviceAccounts.length)
                    for (let i = 0; i < message.serviceAccounts.length; ++i)
                        $root.ambit.waypoint.ServiceAccount.encode(message.serviceAccounts[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.notServiceAccounts != null && message.notServiceAccounts.length)
                    for (let i = 0; i < message.notServiceAccounts.length; ++i)
                        $root.ambit.waypoint.ServiceAccount.encode(message.notServiceAccounts[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.trustDomains != null && message.trustDomains.length)
                    for (let i = 0; i < message.trustDomains.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.trustDomains[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.notTrustDomains != null && message.notTrustDomains.length)
                    for (let i = 0; i < message.notTrustDomains.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.notTrustDomains[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.requestPrincipals != null && message.requestPrincipals.length)
                    for (let i = 0; i < message.requestPrincipals.length; ++i)
                        writer.uint32(74).string(message.requestPrincipals[i]);
                if (message.notRequestPrincipals != null && message.notRequestPrincipals.length)
                    for (let i = 0; i < message.notRequestPrincipals.length; ++i)
                        writer.uint32(82).string(message.notRequestPrincipals[i]);
                if (message.ips != null && message.ips.length)
                    for (let i = 0; i < message.ips.length; ++i)
                        $root.ambit.waypoint.Cidr.encode(message.ips[i], writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.notIps != null && message.notIps.length)
                    for (let i = 0; i < message.notIps.length; ++i)
                        $root.ambit.waypoint.Cidr.encode(message.notIps[i], writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.remoteIps != null && message.remoteIps.length)
                    for (let i = 0; i < message.remoteIps.length; ++i)
                        $root.ambit.waypoint.Cidr.encode(message.remoteIps[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.notRemoteIps != null && message.notRemoteIps.length)
                    for (let i = 0; i < message.notRemoteIps.length; ++i)
                        $root.ambit.waypoint.Cidr.encode(message.notRemoteIps[i], writer.uint32(114).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SourceMatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.SourceMatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.principals && message.principals.length))
                                message.principals = [];
                            message.principals.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notPrincipals && message.notPrincipals.length))
                                message.notPrincipals = [];
                            message.notPrincipals.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.namespaces && message.namespaces.length))
                                message.namespaces = [];
                            message.namespaces.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notNamespaces && message.notNamespaces.length))
                                message.notNamespaces = [];
                            message.notNamespaces.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.serviceAccounts && message.serviceAccounts.length))
                                message.serviceAccounts = [];
                            message.serviceAccounts.push($root.ambit.waypoint.ServiceAccount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notServiceAccounts && message.notServiceAccounts.length))
                                message.notServiceAccounts = [];
                            message.notServiceAccounts.push($root.ambit.waypoint.ServiceAccount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.trustDomains && message.trustDomains.length))
                                message.trustDomains = [];
                            message.trustDomains.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notTrustDomains && message.notTrustDomains.length))
                                message.notTrustDomains = [];
                            message.notTrustDomains.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.requestPrincipals && message.requestPrincipals.length))
                                message.requestPrincipals = [];
                            message.requestPrincipals.push(reader.stringVerify());
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notRequestPrincipals && message.notRequestPrincipals.length))
                                message.notRequestPrincipals = [];
                            message.notRequestPrincipals.push(reader.stringVerify());
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ips && message.ips.length))
                                message.ips = [];
                            message.ips.push($root.ambit.waypoint.Cidr.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notIps && message.notIps.length))
                                message.notIps = [];
                            message.notIps.push($root.ambit.waypoint.Cidr.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.remoteIps && message.remoteIps.length))
                                message.remoteIps = [];
                            message.remoteIps.push($root.ambit.waypoint.Cidr.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notRemoteIps && message.notRemoteIps.length))
                                message.notRemoteIps = [];
                            message.notRemoteIps.push($root.ambit.waypoint.Cidr.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SourceMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.SourceMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.SourceMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.SourceMatch();
                if (object.principals) {
                    if (!$Array.isArray(object.principals))
                        throw $TypeError(".ambit.waypoint.SourceMatch.principals: array expected");
                    message.principals = $Array(object.principals.length);
                    for (let i = 0; i < object.principals.length; ++i) {
                        if (!$util.isObject(object.principals[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.principals: object expected");
                        message.principals[i] = $root.ambit.waypoint.TextMatch.fromObject(object.principals[i], _depth + 1);
                    }
                }
                if (object.notPrincipals) {
                    if (!$Array.isArray(object.notPrincipals))
                        throw $TypeError(".ambit.waypoint.SourceMatch.notPrincipals: array expected");
                    message.notPrincipals = $Array(object.notPrincipals.length);
                    for (let i = 0; i < object.notPrincipals.length; ++i) {
                        if (!$util.isObject(object.notPrincipals[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.notPrincipals: object expected");
                        message.notPrincipals[i] = $root.ambit.waypoint.TextMatch.fromObject(object.notPrincipals[i], _depth + 1);
                    }
                }
                if (object.namespaces) {
                    if (!$Array.isArray(object.namespaces))
                        throw $TypeError(".ambit.waypoint.SourceMatch.namespaces: array expected");
                    message.namespaces = $Array(object.namespaces.length);
                    for (let i = 0; i < object.namespaces.length; ++i)
                        message.namespaces[i] = $String(object.namespaces[i]);
                }
                if (object.notNamespaces) {
                    if (!$Array.isArray(object.notNamespaces))
                        throw $TypeError(".ambit.waypoint.SourceMatch.notNamespaces: array expected");
                    message.notNamespaces = $Array(object.notNamespaces.length);
                    for (let i = 0; i < object.notNamespaces.length; ++i)
                        message.notNamespaces[i] = $String(object.notNamespaces[i]);
                }
                if (object.serviceAccounts) {
                    if (!$Array.isArray(object.serviceAccounts))
                        throw $TypeError(".ambit.waypoint.SourceMatch.serviceAccounts: array expected");
                    message.serviceAccounts = $Array(object.serviceAccounts.length);
                    for (let i = 0; i < object.serviceAccounts.length; ++i) {
                        if (!$util.isObject(object.serviceAccounts[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.serviceAccounts: object expected");
                        message.serviceAccounts[i] = $root.ambit.waypoint.ServiceAccount.fromObject(object.serviceAccounts[i], _depth + 1);
                    }
                }
                if (object.notServiceAccounts) {
                    if (!$Array.isArray(object.notServiceAccounts))
                        throw $TypeError(".ambit.waypoint.SourceMatch.notServiceAccounts: array expected");
                    message.notServiceAccounts = $Array(object.notServiceAccounts.length);
                    for (let i = 0; i < object.notServiceAccounts.length; ++i) {
                        if (!$util.isObject(object.notServiceAccounts[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.notServiceAccounts: object expected");
                        message.notServiceAccounts[i] = $root.ambit.waypoint.ServiceAccount.fromObject(object.notServiceAccounts[i], _depth + 1);
                    }
                }
                if (object.trustDomains) {
                    if (!$Array.isArray(object.trustDomains))
                        throw $TypeError(".ambit.waypoint.SourceMatch.trustDomains: array expected");
                    message.trustDomains = $Array(object.trustDomains.length);
                    for (let i = 0; i < object.trustDomains.length; ++i) {
                        if (!$util.isObject(object.trustDomains[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.trustDomains: object expected");
                        message.trustDomains[i] = $root.ambit.waypoint.TextMatch.fromObject(object.trustDomains[i], _depth + 1);
                    }
                }
                if (object.notTrustDomains) {
                    if (!$Array.isArray(object.notTrustDomains))
                        throw $TypeError(".ambit.waypoint.SourceMatch.notTrustDomains: array expected");
                    message.notTrustDomains = $Array(object.notTrustDomains.length);
                    for (let i = 0; i < object.notTrustDomains.length; ++i) {
                        if (!$util.isObject(object.notTrustDomains[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.notTrustDomains: object expected");
                        message.notTrustDomains[i] = $root.ambit.waypoint.TextMatch.fromObject(object.notTrustDomains[i], _depth + 1);
                    }
                }
                if (object.requestPrincipals) {
                    if (!$Array.isArray(object.requestPrincipals))
                        throw $TypeError(".ambit.waypoint.SourceMatch.requestPrincipals: array expected");
                    message.requestPrincipals = $Array(object.requestPrincipals.length);
                    for (let i = 0; i < object.requestPrincipals.length; ++i)
                        message.requestPrincipals[i] = $String(object.requestPrincipals[i]);
                }
                if (object.notRequestPrincipals) {
                    if (!$Array.isArray(object.notRequestPrincipals))
                        throw $TypeError(".ambit.waypoint.SourceMatch.notRequestPrincipals: array expected");
                    message.notRequestPrincipals = $Array(object.notRequestPrincipals.length);
                    for (let i = 0; i < object.notRequestPrincipals.length; ++i)
                        message.notRequestPrincipals[i] = $String(object.notRequestPrincipals[i]);
                }
                if (object.ips) {
                    if (!$Array.isArray(object.ips))
                        throw $TypeError(".ambit.waypoint.SourceMatch.ips: array expected");
                    message.ips = $Array(object.ips.length);
                    for (let i = 0; i < object.ips.length; ++i) {
                        if (!$util.isObject(object.ips[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.ips: object expected");
                        message.ips[i] = $root.ambit.waypoint.Cidr.fromObject(object.ips[i], _depth + 1);
                    }
                }
                if (object.notIps) {
                    if (!$Array.isArray(object.notIps))
                        throw $TypeError(".ambit.waypoint.SourceMatch.notIps: array expected");
                    message.notIps = $Array(object.notIps.length);
                    for (let i = 0; i < object.notIps.length; ++i) {
                        if (!$util.isObject(object.notIps[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.notIps: object expected");
                        message.notIps[i] = $root.ambit.waypoint.Cidr.fromObject(object.notIps[i], _depth + 1);
                    }
                }
                if (object.remoteIps) {
                    if (!$Array.isArray(object.remoteIps))
                        throw $TypeError(".ambit.waypoint.SourceMatch.remoteIps: array expected");
                    message.remoteIps = $Array(object.remoteIps.length);
                    for (let i = 0; i < object.remoteIps.length; ++i) {
                        if (!$util.isObject(object.remoteIps[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.remoteIps: object expected");
                        message.remoteIps[i] = $root.ambit.waypoint.Cidr.fromObject(object.remoteIps[i], _depth + 1);
                    }
                }
                if (object.notRemoteIps) {
                    if (!$Array.isArray(object.notRemoteIps))
                        throw $TypeError(".ambit.waypoint.SourceMatch.notRemoteIps: array expected");
                    message.notRemoteIps = $Array(object.notRemoteIps.length);
                    for (let i = 0; i < object.notRemoteIps.length; ++i) {
                        if (!$util.isObject(object.notRemoteIps[i]))
                            throw $TypeError(".ambit.waypoint.SourceMatch.notRemoteIps: object expected");
                        message.notRemoteIps[i] = $root.ambit.waypoint.Cidr.fromObject(object.notRemoteIps[i], _depth + 1);
                    }
                }
                return message;
            };

            SourceMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.principals = [];
                    object.notPrincipals = [];
                    object.namespaces = [];
                    object.notNamespaces = [];
                    object.serviceAccounts = [];
                    object.notServiceAccounts = [];
                    object.trustDomains = [];
                    object.notTrustDomains = [];
                    object.requestPrincipals = [];
                    object.notRequestPrincipals = [];
                    object.ips = [];
                    object.notIps = [];
                    object.remoteIps = [];
                    object.notRemoteIps = [];
                }
                if (message.principals && message.principals.length) {
                    object.principals = $Array(message.principals.length);
                    for (let j = 0; j < message.principals.length; ++j)
                        object.principals[j] = $root.ambit.waypoint.TextMatch.toObject(message.principals[j], options, _depth + 1);
                }
                if (message.notPrincipals && message.notPrincipals.length) {
                    object.notPrincipals = $Array(message.notPrincipals.length);
                    for (let j = 0; j < message.notPrincipals.length; ++j)
                        object.notPrincipals[j] = $root.ambit.waypoint.TextMatch.toObject(message.notPrincipals[j], options, _depth + 1);
                }
                if (message.namespaces && message.namespaces.length) {
                    object.namespaces = $Array(message.namespaces.length);
                    for (let j = 0; j < message.namespaces.length; ++j)
                        object.namespaces[j] = message.namespaces[j];
                }
                if (message.notNamespaces && message.notNamespaces.length) {
                    object.notNamespaces = $Array(message.notNamespaces.length);
                    for (let j = 0; j < message.notNamespaces.length; ++j)
                        object.notNamespaces[j] = message.notNamespaces[j];
                }
                if (message.serviceAccounts && message.serviceAccounts.length) {
                    object.serviceAccounts = $Array(message.serviceAccounts.length);
                    for (let j = 0; j < message.serviceAccounts.length; ++j)
                        object.serviceAccounts[j] = $root.ambit.waypoint.ServiceAccount.toObject(message.serviceAccounts[j], options, _depth + 1);
                }
                if (message.notServiceAccounts && message.notServiceAccounts.length) {
                    object.notServiceAccounts = $Array(message.notServiceAccounts.length);
                    for (let j = 0; j < message.notServiceAccounts.length; ++j)
                        object.notServiceAccounts[j] = $root.ambit.waypoint.ServiceAccount.toObject(message.notServiceAccounts[j], options, _depth + 1);
                }
                if (message.trustDomains && message.trustDomains.length) {
                    object.trustDomains = $Array(message.trustDomains.length);
                    for (let j = 0; j < message.trustDomains.length; ++j)
                        object.trustDomains[j] = $root.ambit.waypoint.TextMatch.toObject(message.trustDomains[j], options, _depth + 1);
                }
                if (message.notTrustDomains && message.notTrustDomains.length) {
                    object.notTrustDomains = $Array(message.notTrustDomains.length);
                    for (let j = 0; j < message.notTrustDomains.length; ++j)
                        object.notTrustDomains[j] = $root.ambit.waypoint.TextMatch.toObject(message.notTrustDomains[j], options, _depth + 1);
                }
                if (message.requestPrincipals && message.requestPrincipals.length) {
                    object.requestPrincipals = $Array(message.requestPrincipals.length);
                    for (let j = 0; j < message.requestPrincipals.length; ++j)
                        object.requestPrincipals[j] = message.requestPrincipals[j];
                }
                if (message.notRequestPrincipals && message.notRequestPrincipals.length) {
                    object.notRequestPrincipals = $Array(message.notRequestPrincipals.length);
                    for (let j = 0; j < message.notRequestPrincipals.length; ++j)
                        object.notRequestPrincipals[j] = message.notRequestPrincipals[j];
                }
                if (message.ips && message.ips.length) {
                    object.ips = $Array(message.ips.length);
                    for (let j = 0; j < message.ips.length; ++j)
                        object.ips[j] = $root.ambit.waypoint.Cidr.toObject(message.ips[j], options, _depth + 1);
                }
                if (message.notIps && message.notIps.length) {
                    object.notIps = $Array(message.notIps.length);
                    for (let j = 0; j < message.notIps.length; ++j)
                        object.notIps[j] = $root.ambit.waypoint.Cidr.toObject(message.notIps[j], options, _depth + 1);
                }
                if (message.remoteIps && message.remoteIps.length) {
                    object.remoteIps = $Array(message.remoteIps.length);
                    for (let j = 0; j < message.remoteIps.length; ++j)
                        object.remoteIps[j] = $root.ambit.waypoint.Cidr.toObject(message.remoteIps[j], options, _depth + 1);
                }
                if (message.notRemoteIps && message.notRemoteIps.length) {
                    object.notRemoteIps = $Array(message.notRemoteIps.length);
                    for (let j = 0; j < message.notRemoteIps.length; ++j)
                        object.notRemoteIps[j] = $root.ambit.waypoint.Cidr.toObject(message.notRemoteIps[j], options, _depth + 1);
                }
                return object;
            };

            SourceMatch.prototype.toJSON = function() {
                return SourceMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SourceMatch;
        })();

        waypoint.ServiceAccount = (function() {

            const ServiceAccount = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ServiceAccount.prototype.namespace = "";
            ServiceAccount.prototype.serviceAccount = "";

            ServiceAccount.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(10).string(message.namespace);
                if (message.serviceAccount != null && $Object.hasOwnProperty.call(message, "serviceAccount") && message.serviceAccount !== "")
                    writer.uint32(18).string(message.serviceAccount);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ServiceAccount.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.ServiceAccount();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.serviceAccount = value;
                            else
                                delete message.serviceAccount;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ServiceAccount.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.ServiceAccount)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.ServiceAccount: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.ServiceAccount();
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.serviceAccount != null)
                    if (typeof object.serviceAccount !== "string" || object.serviceAccount.length)
                        message.serviceAccount = $String(object.serviceAccount);
                return message;
            };

            ServiceAccount.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.namespace = "";
                    object.serviceAccount = "";
                }
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.serviceAccount != null && $Object.hasOwnProperty.call(message, "serviceAccount"))
                    object.serviceAccount = message.serviceAccount;
                return object;
            };

            ServiceAccount.prototype.toJSON = function() {
                return ServiceAccount.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ServiceAccount;
        })();

        waypoint.OperationMatch = (function() {

            const OperationMatch = function (properties) {
                this.hosts = [];
                this.notHosts = [];
                this.ports = [];
                this.notPorts = [];
                this.methods = [];
                this.notMethods = [];
                this.paths = [];
                this.notPaths = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            OperationMatch.prototype.hosts = $util.emptyArray;
            OperationMatch.prototype.notHosts = $util.emptyArray;
            OperationMatch.prototype.ports = $util.emptyArray;
            OperationMatch.prototype.notPorts = $util.emptyArray;
            OperationMatch.prototype.methods = $util.emptyArray;
            OperationMatch.prototype.notMethods = $util.emptyArray;
            OperationMatch.prototype.paths = $util.emptyArray;
            OperationMatch.prototype.notPaths = $util.emptyArray;

            OperationMatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hosts != null && message.hosts.length)
                    for (let i = 0; i < message.hosts.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.hosts[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.notHosts != null && message.notHosts.length)
                    for (let i = 0; i < message.notHosts.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.notHosts[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.ports != null && message.ports.length)
                    writer.uint32(26).uint32s(message.ports);
                if (message.notPorts != null && message.notPorts.length)
                    writer.uint32(34).uint32s(message.notPorts);
                if (message.methods != null && message.methods.length)
                    for (let i = 0; i < message.methods.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.methods[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.notMethods != null && message.notMethods.length)
                    for (let i = 0; i < message.notMethods.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.notMethods[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.paths != null && message.paths.length)
                    for (let i = 0; i < message.paths.length; ++i)
                        $root.ambit.waypoint.PathText.encode(message.paths[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.notPaths != null && message.notPaths.length)
                    for (let i = 0; i < message.notPaths.length; ++i)
                        $root.ambit.waypoint.PathText.encode(message.notPaths[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            OperationMatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.OperationMatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.hosts && message.hosts.length))
                                message.hosts = [];
                            message.hosts.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notHosts && message.notHosts.length))
                                message.notHosts = [];
                            message.notHosts.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.ports && message.ports.length))
                                    message.ports = [];
                                reader.uint32s(message.ports);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.ports && message.ports.length))
                                message.ports = [];
                            message.ports.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.notPorts && message.notPorts.length))
                                    message.notPorts = [];
                                reader.uint32s(message.notPorts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.notPorts && message.notPorts.length))
                                message.notPorts = [];
                            message.notPorts.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.methods && message.methods.length))
                                message.methods = [];
                            message.methods.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notMethods && message.notMethods.length))
                                message.notMethods = [];
                            message.notMethods.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.paths && message.paths.length))
                                message.paths = [];
                            message.paths.push($root.ambit.waypoint.PathText.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notPaths && message.notPaths.length))
                                message.notPaths = [];
                            message.notPaths.push($root.ambit.waypoint.PathText.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            OperationMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.OperationMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.OperationMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.OperationMatch();
                if (object.hosts) {
                    if (!$Array.isArray(object.hosts))
                        throw $TypeError(".ambit.waypoint.OperationMatch.hosts: array expected");
                    message.hosts = $Array(object.hosts.length);
                    for (let i = 0; i < object.hosts.length; ++i) {
                        if (!$util.isObject(object.hosts[i]))
                            throw $TypeError(".ambit.waypoint.OperationMatch.hosts: object expected");
                        message.hosts[i] = $root.ambit.waypoint.TextMatch.fromObject(object.hosts[i], _depth + 1);
                    }
                }
                if (object.notHosts) {
                    if (!$Array.isArray(object.notHosts))
                        throw $TypeError(".ambit.waypoint.OperationMatch.notHosts: array expected");
                    message.notHosts = $Array(object.notHosts.length);
                    for (let i = 0; i < object.notHosts.length; ++i) {
                        if (!$util.isObject(object.notHosts[i]))
                            throw $TypeError(".ambit.waypoint.OperationMatch.notHosts: object expected");
                        message.notHosts[i] = $root.ambit.waypoint.TextMatch.fromObject(object.notHosts[i], _depth + 1);
                    }
                }
                if (object.ports) {
                    if (!$Array.isArray(object.ports))
                        throw $TypeError(".ambit.waypoint.OperationMatch.ports: array expected");
                    message.ports = $Array(object.ports.length);
                    for (let i = 0; i < object.ports.length; ++i)
                        message.ports[i] = object.ports[i] >>> 0;
                }
                if (object.notPorts) {
                    if (!$Array.isArray(object.notPorts))
                        throw $TypeError(".ambit.waypoint.OperationMatch.notPorts: array expected");
                    message.notPorts = $Array(object.notPorts.length);
                    for (let i = 0; i < object.notPorts.length; ++i)
                        message.notPorts[i] = object.notPorts[i] >>> 0;
                }
                if (object.methods) {
                    if (!$Array.isArray(object.methods))
                        throw $TypeError(".ambit.waypoint.OperationMatch.methods: array expected");
                    message.methods = $Array(object.methods.length);
                    for (let i = 0; i < object.methods.length; ++i) {
                        if (!$util.isObject(object.methods[i]))
                            throw $TypeError(".ambit.waypoint.OperationMatch.methods: object expected");
                        message.methods[i] = $root.ambit.waypoint.TextMatch.fromObject(object.methods[i], _depth + 1);
                    }
                }
                if (object.notMethods) {
                    if (!$Array.isArray(object.notMethods))
                        throw $TypeError(".ambit.waypoint.OperationMatch.notMethods: array expected");
                    message.notMethods = $Array(object.notMethods.length);
                    for (let i = 0; i < object.notMethods.length; ++i) {
                        if (!$util.isObject(object.notMethods[i]))
                            throw $TypeError(".ambit.waypoint.OperationMatch.notMethods: object expected");
                        message.notMethods[i] = $root.ambit.waypoint.TextMatch.fromObject(object.notMethods[i], _depth + 1);
                    }
                }
                if (object.paths) {
                    if (!$Array.isArray(object.paths))
                        throw $TypeError(".ambit.waypoint.OperationMatch.paths: array expected");
                    message.paths = $Array(object.paths.length);
                    for (let i = 0; i < object.paths.length; ++i) {
                        if (!$util.isObject(object.paths[i]))
                            throw $TypeError(".ambit.waypoint.OperationMatch.paths: object expected");
                        message.paths[i] = $root.ambit.waypoint.PathText.fromObject(object.paths[i], _depth + 1);
                    }
                }
                if (object.notPaths) {
                    if (!$Array.isArray(object.notPaths))
                        throw $TypeError(".ambit.waypoint.OperationMatch.notPaths: array expected");
                    message.notPaths = $Array(object.notPaths.length);
                    for (let i = 0; i < object.notPaths.length; ++i) {
                        if (!$util.isObject(object.notPaths[i]))
                            throw $TypeError(".ambit.waypoint.OperationMatch.notPaths: object expected");
                        message.notPaths[i] = $root.ambit.waypoint.PathText.fromObject(object.notPaths[i], _depth + 1);
                    }
                }
                return message;
            };

            OperationMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.hosts = [];
                    object.notHosts = [];
                    object.ports = [];
                    object.notPorts = [];
                    object.methods = [];
                    object.notMethods = [];
                    object.paths = [];
                    object.notPaths = [];
                }
                if (message.hosts && message.hosts.length) {
                    object.hosts = $Array(message.hosts.length);
                    for (let j = 0; j < message.hosts.length; ++j)
                        object.hosts[j] = $root.ambit.waypoint.TextMatch.toObject(message.hosts[j], options, _depth + 1);
                }
                if (message.notHosts && message.notHosts.length) {
                    object.notHosts = $Array(message.notHosts.length);
                    for (let j = 0; j < message.notHosts.length; ++j)
                        object.notHosts[j] = $root.ambit.waypoint.TextMatch.toObject(message.notHosts[j], options, _depth + 1);
                }
                if (message.ports && message.ports.length) {
                    object.ports = $Array(message.ports.length);
                    for (let j = 0; j < message.ports.length; ++j)
                        object.ports[j] = message.ports[j];
                }
                if (message.notPorts && message.notPorts.length) {
                    object.notPorts = $Array(message.notPorts.length);
                    for (let j = 0; j < message.notPorts.length; ++j)
                        object.notPorts[j] = message.notPorts[j];
                }
                if (message.methods && message.methods.length) {
                    object.methods = $Array(message.methods.length);
                    for (let j = 0; j < message.methods.length; ++j)
                        object.methods[j] = $root.ambit.waypoint.TextMatch.toObject(message.methods[j], options, _depth + 1);
                }
                if (message.notMethods && message.notMethods.length) {
                    object.notMethods = $Array(message.notMethods.length);
                    for (let j = 0; j < message.notMethods.length; ++j)
                        object.notMethods[j] = $root.ambit.waypoint.TextMatch.toObject(message.notMethods[j], options, _depth + 1);
                }
                if (message.paths && message.paths.length) {
                    object.paths = $Array(message.paths.length);
                    for (let j = 0; j < message.paths.length; ++j)
                        object.paths[j] = $root.ambit.waypoint.PathText.toObject(message.paths[j], options, _depth + 1);
                }
                if (message.notPaths && message.notPaths.length) {
                    object.notPaths = $Array(message.notPaths.length);
                    for (let j = 0; j < message.notPaths.length; ++j)
                        object.notPaths[j] = $root.ambit.waypoint.PathText.toObject(message.notPaths[j], options, _depth + 1);
                }
                return object;
            };

            OperationMatch.prototype.toJSON = function() {
                return OperationMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return OperationMatch;
        })();

        waypoint.PathText = (function() {

            const PathText = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PathText.prototype.text = null;
            PathText.prototype.template = null;

            let $oneOfFields;

            $Object.defineProperty(PathText.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["text", "template"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            PathText.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                    $root.ambit.waypoint.TextMatch.encode(message.text, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.template != null && $Object.hasOwnProperty.call(message, "template"))
                    writer.uint32(18).string(message.template);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PathText.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.PathText();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.text = $root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1, message.text);
                            message.kind = "text";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.template = reader.stringVerify();
                            message.kind = "template";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            PathText.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.PathText)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.PathText: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.PathText();
                if (object.text != null) {
                    if (!$util.isObject(object.text))
                        throw $TypeError(".ambit.waypoint.PathText.text: object expected");
                    message.text = $root.ambit.waypoint.TextMatch.fromObject(object.text, _depth + 1);
                }
                if (object.template != null)
                    message.template = $String(object.template);
                return message;
            };

            PathText.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.text != null && $Object.hasOwnProperty.call(message, "text")) {
                    object.text = $root.ambit.waypoint.TextMatch.toObject(message.text, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "text";
                }
                if (message.template != null && $Object.hasOwnProperty.call(message, "template")) {
                    object.template = message.template;
                    if (options.oneofs)
                        object.kind = "template";
                }
                return object;
            };

            PathText.prototype.toJSON = function() {
                return PathText.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PathText;
        })();

        waypoint.Condition = (function() {

            const Condition = function (properties) {
                this.path = [];
                this.texts = [];
                this.notTexts = [];
                this.blocks = [];
                this.notBlocks = [];
                this.names = [];
                this.notNames = [];
                this.accounts = [];
                this.notAccounts = [];
                this.ports = [];
                this.notPorts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Condition.prototype.key = 0;
            Condition.prototype.name = "";
            Condition.prototype.path = $util.emptyArray;
            Condition.prototype.texts = $util.emptyArray;
            Condition.prototype.notTexts = $util.emptyArray;
            Condition.prototype.blocks = $util.emptyArray;
            Condition.prototype.notBlocks = $util.emptyArray;
            Condition.prototype.names = $util.emptyArray;
            Condition.prototype.notNames = $util.emptyArray;
            Condition.prototype.accounts = $util.emptyArray;
            Condition.prototype.notAccounts = $util.emptyArray;
            Condition.prototype.ports = $util.emptyArray;
            Condition.prototype.notPorts = $util.emptyArray;

            Condition.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== 0)
                    writer.uint32(8).int32(message.key);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(18).string(message.name);
                if (message.path != null && message.path.length)
                    for (let i = 0; i < message.path.length; ++i)
                        writer.uint32(26).string(message.path[i]);
                if (message.texts != null && message.texts.length)
                    for (let i = 0; i < message.texts.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.texts[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.notTexts != null && message.notTexts.length)
                    for (let i = 0; i < message.notTexts.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.notTexts[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.blocks != null && message.blocks.length)
                    for (let i = 0; i < message.blocks.length; ++i)
                        $root.ambit.waypoint.Cidr.encode(message.blocks[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.notBlocks != null && message.notBlocks.length)
                    for (let i = 0; i < message.notBlocks.length; ++i)
                        $root.ambit.waypoint.Cidr.encode(message.notBlocks[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.names != null && message.names.length)
                    for (let i = 0; i < message.names.length; ++i)
                        writer.uint32(66).string(message.names[i]);
                if (message.notNames != null && message.notNames.length)
                    for (let i = 0; i < message.notNames.length; ++i)
                        writer.uint32(74).string(message.notNames[i]);
                if (message.accounts != null && message.accounts.length)
                    for (let i = 0; i < message.accounts.length; ++i)
                        $root.ambit.waypoint.ServiceAccount.encode(message.accounts[i], writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.notAccounts != null && message.notAccounts.length)
                    for (let i = 0; i < message.notAccounts.length; ++i)
                        $root.ambit.waypoint.ServiceAccount.encode(message.notAccounts[i], writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.ports != null && message.ports.length)
                    writer.uint32(98).uint32s(message.ports);
                if (message.notPorts != null && message.notPorts.length)
                    writer.uint32(106).uint32s(message.notPorts);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Condition.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Condition();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.path && message.path.length))
                                message.path = [];
                            message.path.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.texts && message.texts.length))
                                message.texts = [];
                            message.texts.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notTexts && message.notTexts.length))
                                message.notTexts = [];
                            message.notTexts.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.blocks && message.blocks.length))
                                message.blocks = [];
                            message.blocks.push($root.ambit.waypoint.Cidr.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notBlocks && message.notBlocks.length))
                                message.notBlocks = [];
                            message.notBlocks.push($root.ambit.waypoint.Cidr.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.names && message.names.length))
                                message.names = [];
                            message.names.push(reader.stringVerify());
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notNames && message.notNames.length))
                                message.notNames = [];
                            message.notNames.push(reader.stringVerify());
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.accounts && message.accounts.length))
                                message.accounts = [];
                            message.accounts.push($root.ambit.waypoint.ServiceAccount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notAccounts && message.notAccounts.length))
                                message.notAccounts = [];
                            message.notAccounts.push($root.ambit.waypoint.ServiceAccount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 12: {
                            if (wireType === 2) {
                                if (!(message.ports && message.ports.length))
                                    message.ports = [];
                                reader.uint32s(message.ports);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.ports && message.ports.length))
                                message.ports = [];
                            message.ports.push(reader.uint32());
                            continue;
                        }
                    case 13: {
                            if (wireType === 2) {
                                if (!(message.notPorts && message.notPorts.length))
                                    message.notPorts = [];
                                reader.uint32s(message.notPorts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.notPorts && message.notPorts.length))
                                message.notPorts = [];
                            message.notPorts.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Condition.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Condition)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Condition: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Condition();
                if (object.key !== 0 && (typeof object.key !== "string" || $root.ambit.waypoint.ConditionKey[object.key] !== 0))
                    switch (object.key) {
                    case "UNKNOWN_KEY":
                    case 0:
                        message.key = 0;
                        break;
                    case "REQUEST_HEADER":
                    case 1:
                        message.key = 1;
                        break;
                    case "SOURCE_IP":
                    case 2:
                        message.key = 2;
                        break;
                    case "REMOTE_IP":
                    case 3:
                        message.key = 3;
                        break;
                    case "DESTINATION_IP":
                    case 4:
                        message.key = 4;
                        break;
                    case "SOURCE_NAMESPACE":
                    case 5:
                        message.key = 5;
                        break;
                    case "SOURCE_SERVICE_ACCOUNT":
                    case 6:
                        message.key = 6;
                        break;
                    case "REQUEST_AUTH_PRINCIPAL":
                    case 7:
                        message.key = 7;
                        break;
                    case "SOURCE_PRINCIPAL":
                    case 8:
                        message.key = 8;
                        break;
                    case "SOURCE_TRUST_DOMAIN":
                    case 9:
                        message.key = 9;
                        break;
                    case "REQUEST_AUTH_AUDIENCES":
                    case 10:
                        message.key = 10;
                        break;
                    case "REQUEST_AUTH_PRESENTER":
                    case 11:
                        message.key = 11;
                        break;
                    case "CONNECTION_SNI":
                    case 12:
                        message.key = 12;
                        break;
                    case "REQUEST_AUTH_CLAIMS":
                    case 13:
                        message.key = 13;
                        break;
                    case "DESTINATION_PORT":
                    case 14:
                        message.key = 14;
                        break;
                    default:
                        if (typeof object.key === "number" && (object.key | 0) === object.key)
                            message.key = object.key;
                    }
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.path) {
                    if (!$Array.isArray(object.path))
                        throw $TypeError(".ambit.waypoint.Condition.path: array expected");
                    message.path = $Array(object.path.length);
                    for (let i = 0; i < object.path.length; ++i)
                        message.path[i] = $String(object.path[i]);
                }
                if (object.texts) {
                    if (!$Array.isArray(object.texts))
                        throw $TypeError(".ambit.waypoint.Condition.texts: array expected");
                    message.texts = $Array(object.texts.length);
                    for (let i = 0; i < object.texts.length; ++i) {
                        if (!$util.isObject(object.texts[i]))
                            throw $TypeError(".ambit.waypoint.Condition.texts: object expected");
                        message.texts[i] = $root.ambit.waypoint.TextMatch.fromObject(object.texts[i], _depth + 1);
                    }
                }
                if (object.notTexts) {
                    if (!$Array.isArray(object.notTexts))
                        throw $TypeError(".ambit.waypoint.Condition.notTexts: array expected");
                    message.notTexts = $Array(object.notTexts.length);
                    for (let i = 0; i < object.notTexts.length; ++i) {
                        if (!$util.isObject(object.notTexts[i]))
                            throw $TypeError(".ambit.waypoint.Condition.notTexts: object expected");
                        message.notTexts[i] = $root.ambit.waypoint.TextMatch.fromObject(object.notTexts[i], _depth + 1);
                    }
                }
                if (object.blocks) {
                    if (!$Array.isArray(object.blocks))
                        throw $TypeError(".ambit.waypoint.Condition.blocks: array expected");
                    message.blocks = $Array(object.blocks.length);
                    for (let i = 0; i < object.blocks.length; ++i) {
                        if (!$util.isObject(object.blocks[i]))
                            throw $TypeError(".ambit.waypoint.Condition.blocks: object expected");
                        message.blocks[i] = $root.ambit.waypoint.Cidr.fromObject(object.blocks[i], _depth + 1);
                    }
                }
                if (object.notBlocks) {
                    if (!$Array.isArray(object.notBlocks))
                        throw $TypeError(".ambit.waypoint.Condition.notBlocks: array expected");
                    message.notBlocks = $Array(object.notBlocks.length);
                    for (let i = 0; i < object.notBlocks.length; ++i) {
                        if (!$util.isObject(object.notBlocks[i]))
                            throw $TypeError(".ambit.waypoint.Condition.notBlocks: object expected");
                        message.notBlocks[i] = $root.ambit.waypoint.Cidr.fromObject(object.notBlocks[i], _depth + 1);
                    }
                }
                if (object.names) {
                    if (!$Array.isArray(object.names))
                        throw $TypeError(".ambit.waypoint.Condition.names: array expected");
                    message.names = $Array(object.names.length);
                    for (let i = 0; i < object.names.length; ++i)
                        message.names[i] = $String(object.names[i]);
                }
                if (object.notNames) {
                    if (!$Array.isArray(object.notNames))
                        throw $TypeError(".ambit.waypoint.Condition.notNames: array expected");
                    message.notNames = $Array(object.notNames.length);
                    for (let i = 0; i < object.notNames.length; ++i)
                        message.notNames[i] = $String(object.notNames[i]);
                }
                if (object.accounts) {
                    if (!$Array.isArray(object.accounts))
                        throw $TypeError(".ambit.waypoint.Condition.accounts: array expected");
                    message.accounts = $Array(object.accounts.length);
                    for (let i = 0; i < object.accounts.length; ++i) {
                        if (!$util.isObject(object.accounts[i]))
                            throw $TypeError(".ambit.waypoint.Condition.accounts: object expected");
                        message.accounts[i] = $root.ambit.waypoint.ServiceAccount.fromObject(object.accounts[i], _depth + 1);
                    }
                }
                if (object.notAccounts) {
                    if (!$Array.isArray(object.notAccounts))
                        throw $TypeError(".ambit.waypoint.Condition.notAccounts: array expected");
                    message.notAccounts = $Array(object.notAccounts.length);
                    for (let i = 0; i < object.notAccounts.length; ++i) {
                        if (!$util.isObject(object.notAccounts[i]))
                            throw $TypeError(".ambit.waypoint.Condition.notAccounts: object expected");
                        message.notAccounts[i] = $root.ambit.waypoint.ServiceAccount.fromObject(object.notAccounts[i], _depth + 1);
                    }
                }
                if (object.ports) {
                    if (!$Array.isArray(object.ports))
                        throw $TypeError(".ambit.waypoint.Condition.ports: array expected");
                    message.ports = $Array(object.ports.length);
                    for (let i = 0; i < object.ports.length; ++i)
                        message.ports[i] = object.ports[i] >>> 0;
                }
                if (object.notPorts) {
                    if (!$Array.isArray(object.notPorts))
                        throw $TypeError(".ambit.waypoint.Condition.notPorts: array expected");
                    message.notPorts = $Array(object.notPorts.length);
                    for (let i = 0; i < object.notPorts.length; ++i)
                        message.notPorts[i] = object.notPorts[i] >>> 0;
                }
                return message;
            };

            Condition.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.path = [];
                    object.texts = [];
                    object.notTexts = [];
                    object.blocks = [];
                    object.notBlocks = [];
                    object.names = [];
                    object.notNames = [];
                    object.accounts = [];
                    object.notAccounts = [];
                    object.ports = [];
                    object.notPorts = [];
                }
                if (options.defaults) {
                    object.key = options.enums === $String ? "UNKNOWN_KEY" : 0;
                    object.name = "";
                }
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    object.key = options.enums === $String ? $root.ambit.waypoint.ConditionKey[message.key] === $undefined ? message.key : $root.ambit.waypoint.ConditionKey[message.key] : message.key;
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.path && message.path.length) {
                    object.path = $Array(message.path.length);
                    for (let j = 0; j < message.path.length; ++j)
                        object.path[j] = message.path[j];
                }
                if (message.texts && message.texts.length) {
                    object.texts = $Array(message.texts.length);
                    for (let j = 0; j < message.texts.length; ++j)
                        object.texts[j] = $root.ambit.waypoint.TextMatch.toObject(message.texts[j], options, _depth + 1);
                }
                if (message.notTexts && message.notTexts.length) {
                    object.notTexts = $Array(message.notTexts.length);
                    for (let j = 0; j < message.notTexts.length; ++j)
                        object.notTexts[j] = $root.ambit.waypoint.TextMatch.toObject(message.notTexts[j], options, _depth + 1);
                }
                if (message.blocks && message.blocks.length) {
                    object.blocks = $Array(message.blocks.length);
                    for (let j = 0; j < message.blocks.length; ++j)
                        object.blocks[j] = $root.ambit.waypoint.Cidr.toObject(message.blocks[j], options, _depth + 1);
                }
                if (message.notBlocks && message.notBlocks.length) {
                    object.notBlocks = $Array(message.notBlocks.length);
                    for (let j = 0; j < message.notBlocks.length; ++j)
                        object.notBlocks[j] = $root.ambit.waypoint.Cidr.toObject(message.notBlocks[j], options, _depth + 1);
                }
                if (message.names && message.names.length) {
                    object.names = $Array(message.names.length);
                    for (let j = 0; j < message.names.length; ++j)
                        object.names[j] = message.names[j];
                }
                if (message.notNames && message.notNames.length) {
                    object.notNames = $Array(message.notNames.length);
                    for (let j = 0; j < message.notNames.length; ++j)
                        object.notNames[j] = message.notNames[j];
                }
                if (message.accounts && message.accounts.length) {
                    object.accounts = $Array(message.accounts.length);
                    for (let j = 0; j < message.accounts.length; ++j)
                        object.accounts[j] = $root.ambit.waypoint.ServiceAccount.toObject(message.accounts[j], options, _depth + 1);
                }
                if (message.notAccounts && message.notAccounts.length) {
                    object.notAccounts = $Array(message.notAccounts.length);
                    for (let j = 0; j < message.notAccounts.length; ++j)
                        object.notAccounts[j] = $root.ambit.waypoint.ServiceAccount.toObject(message.notAccounts[j], options, _depth + 1);
                }
                if (message.ports && message.ports.length) {
                    object.ports = $Array(message.ports.length);
                    for (let j = 0; j < message.ports.length; ++j)
                        object.ports[j] = message.ports[j];
                }
                if (message.notPorts && message.notPorts.length) {
                    object.notPorts = $Array(message.notPorts.length);
                    for (let j = 0; j < message.notPorts.length; ++j)
                        object.notPorts[j] = message.notPorts[j];
                }
                return object;
            };

            Condition.prototype.toJSON = function() {
                return Condition.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Condition;
        })();

        waypoint.ConditionKey = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNKNOWN_KEY"] = 0;
            values[valuesById[1] = "REQUEST_HEADER"] = 1;
            values[valuesById[2] = "SOURCE_IP"] = 2;
            values[valuesById[3] = "REMOTE_IP"] = 3;
            values[valuesById[4] = "DESTINATION_IP"] = 4;
            values[valuesById[5] = "SOURCE_NAMESPACE"] = 5;
            values[valuesById[6] = "SOURCE_SERVICE_ACCOUNT"] = 6;
            values[valuesById[7] = "REQUEST_AUTH_PRINCIPAL"] = 7;
            values[valuesById[8] = "SOURCE_PRINCIPAL"] = 8;
            values[valuesById[9] = "SOURCE_TRUST_DOMAIN"] = 9;
            values[valuesById[10] = "REQUEST_AUTH_AUDIENCES"] = 10;
            values[valuesById[11] = "REQUEST_AUTH_PRESENTER"] = 11;
            values[valuesById[12] = "CONNECTION_SNI"] = 12;
            values[valuesById[13] = "REQUEST_AUTH_CLAIMS"] = 13;
            values[valuesById[14] = "DESTINATION_PORT"] = 14;
            return values;
        })();

        waypoint.JwtRule = (function() {

            const JwtRule = function (properties) {
                this.audiences = [];
                this.fromHeaders = [];
                this.fromParams = [];
                this.fromCookies = [];
                this.outputClaimToHeaders = [];
                this.spaceDelimitedClaims = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            JwtRule.prototype.issuer = "";
            JwtRule.prototype.audiences = $util.emptyArray;
            JwtRule.prototype.jwks = "";
            JwtRule.prototype.fromHeaders = $util.emptyArray;
            JwtRule.prototype.fromParams = $util.emptyArray;
            JwtRule.prototype.fromCookies = $util.emptyArray;
            JwtRule.prototype.forwardOriginalToken = false;
            JwtRule.prototype.outputPayloadToHeader = null;
            JwtRule.prototype.outputClaimToHeaders = $util.emptyArray;
            JwtRule.prototype.spaceDelimitedClaims = $util.emptyArray;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(JwtRule.prototype, "_outputPayloadToHeader", {
                get: $util.oneOfGetter($oneOfFields = ["outputPayloadToHeader"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            JwtRule.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.issuer != null && $Object.hasOwnProperty.call(message, "issuer") && message.issuer !== "")
                    writer.uint32(10).string(message.issuer);
                if (message.audiences != null && message.audiences.length)
                    for (let i = 0; i < message.audiences.length; ++i)
                        writer.uint32(18).string(message.audiences[i]);
                if (message.jwks != null && $Object.hasOwnProperty.call(message, "jwks") && message.jwks !== "")
                    writer.uint32(26).string(message.jwks);
                if (message.fromHeaders != null && message.fromHeaders.length)
                    for (let i = 0; i < message.fromHeaders.length; ++i)
                        $root.ambit.waypoint.JwtHeader.encode(message.fromHeaders[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.fromParams != null && message.fromParams.length)
                    for (let i = 0; i < message.fromParams.length; ++i)
                        writer.uint32(42).string(message.fromParams[i]);
                if (message.fromCookies != null && message.fromCookies.length)
                    for (let i = 0; i < message.fromCookies.length; ++i)
                        writer.uint32(50).string(message.fromCookies[i]);
                if (message.forwardOriginalToken != null && $Object.hasOwnProperty.call(message, "forwardOriginalToken") && message.forwardOriginalToken !== false)
                    writer.uint32(56).bool(message.forwardOriginalToken);
                if (message.outputPayloadToHeader != null && $Object.hasOwnProperty.call(message, "outputPayloadToHeader"))
                    writer.uint32(66).string(message.outputPayloadToHeader);
                if (message.outputClaimToHeaders != null && message.outputClaimToHeaders.length)
                    for (let i = 0; i < message.outputClaimToHeaders.length; ++i)
                        $root.ambit.waypoint.ClaimHeader.encode(message.outputClaimToHeaders[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.spaceDelimitedClaims != null && message.spaceDelimitedClaims.length)
                    for (let i = 0; i < message.spaceDelimitedClaims.length; ++i)
                        writer.uint32(82).string(message.spaceDelimitedClaims[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            JwtRule.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.JwtRule();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.issuer = value;
                            else
                                delete message.issuer;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.audiences && message.audiences.length))
                                message.audiences = [];
                            message.audiences.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.jwks = value;
                            else
                                delete message.jwks;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fromHeaders && message.fromHeaders.length))
                                message.fromHeaders = [];
                            message.fromHeaders.push($root.ambit.waypoint.JwtHeader.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fromParams && message.fromParams.length))
                                message.fromParams = [];
                            message.fromParams.push(reader.stringVerify());
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fromCookies && message.fromCookies.length))
                                message.fromCookies = [];
                            message.fromCookies.push(reader.stringVerify());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.forwardOriginalToken = value;
                            else
                                delete message.forwardOriginalToken;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.outputPayloadToHeader = reader.stringVerify();
                            message._outputPayloadToHeader = "outputPayloadToHeader";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.outputClaimToHeaders && message.outputClaimToHeaders.length))
                                message.outputClaimToHeaders = [];
                            message.outputClaimToHeaders.push($root.ambit.waypoint.ClaimHeader.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.spaceDelimitedClaims && message.spaceDelimitedClaims.length))
                                message.spaceDelimitedClaims = [];
                            message.spaceDelimitedClaims.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            JwtRule.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.JwtRule)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.JwtRule: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.JwtRule();
                if (object.issuer != null)
                    if (typeof object.issuer !== "string" || object.issuer.length)
                        message.issuer = $String(object.issuer);
                if (object.audiences) {
                    if (!$Array.isArray(object.audiences))
                        throw $TypeError(".ambit.waypoint.JwtRule.audiences: array expected");
                    message.audiences = $Array(object.audiences.length);
                    for (let i = 0; i < object.audiences.length; ++i)
                        message.audiences[i] = $String(object.audiences[i]);
                }
                if (object.jwks != null)
                    if (typeof object.jwks !== "string" || object.jwks.length)
                        message.jwks = $String(object.jwks);
                if (object.fromHeaders) {
                    if (!$Array.isArray(object.fromHeaders))
                        throw $TypeError(".ambit.waypoint.JwtRule.fromHeaders: array expected");
                    message.fromHeaders = $Array(object.fromHeaders.length);
                    for (let i = 0; i < object.fromHeaders.length; ++i) {
                        if (!$util.isObject(object.fromHeaders[i]))
                            throw $TypeError(".ambit.waypoint.JwtRule.fromHeaders: object expected");
                        message.fromHeaders[i] = $root.ambit.waypoint.JwtHeader.fromObject(object.fromHeaders[i], _depth + 1);
                    }
                }
                if (object.fromParams) {
                    if (!$Array.isArray(object.fromParams))
                        throw $TypeError(".ambit.waypoint.JwtRule.fromParams: array expected");
                    message.fromParams = $Array(object.fromParams.length);
                    for (let i = 0; i < object.fromParams.length; ++i)
                        message.fromParams[i] = $String(object.fromParams[i]);
                }
                if (object.fromCookies) {
                    if (!$Array.isArray(object.fromCookies))
                        throw $TypeError(".ambit.waypoint.JwtRule.fromCookies: array expected");
                    message.fromCookies = $Array(object.fromCookies.length);
                    for (let i = 0; i < object.fromCookies.length; ++i)
                        message.fromCookies[i] = $String(object.fromCookies[i]);
                }
                if (object.forwardOriginalToken != null)
                    if (object.forwardOriginalToken)
                        message.forwardOriginalToken = $Boolean(object.forwardOriginalToken);
                if (object.outputPayloadToHeader != null)
                    message.outputPayloadToHeader = $String(object.outputPayloadToHeader);
                if (object.outputClaimToHeaders) {
                    if (!$Array.isArray(object.outputClaimToHeaders))
                        throw $TypeError(".ambit.waypoint.JwtRule.outputClaimToHeaders: array expected");
                    message.outputClaimToHeaders = $Array(object.outputClaimToHeaders.length);
                    for (let i = 0; i < object.outputClaimToHeaders.length; ++i) {
                        if (!$util.isObject(object.outputClaimToHeaders[i]))
                            throw $TypeError(".ambit.waypoint.JwtRule.outputClaimToHeaders: object expected");
                        message.outputClaimToHeaders[i] = $root.ambit.waypoint.ClaimHeader.fromObject(object.outputClaimToHeaders[i], _depth + 1);
                    }
                }
                if (object.spaceDelimitedClaims) {
                    if (!$Array.isArray(object.spaceDelimitedClaims))
                        throw $TypeError(".ambit.waypoint.JwtRule.spaceDelimitedClaims: array expected");
                    message.spaceDelimitedClaims = $Array(object.spaceDelimitedClaims.length);
                    for (let i = 0; i < object.spaceDelimitedClaims.length; ++i)
                        message.spaceDelimitedClaims[i] = $String(object.spaceDelimitedClaims[i]);
                }
                return message;
            };

            JwtRule.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.audiences = [];
                    object.fromHeaders = [];
                    object.fromParams = [];
                    object.fromCookies = [];
                    object.outputClaimToHeaders = [];
                    object.spaceDelimitedClaims = [];
                }
                if (options.defaults) {
                    object.issuer = "";
                    object.jwks = "";
                    object.forwardOriginalToken = false;
                }
                if (message.issuer != null && $Object.hasOwnProperty.call(message, "issuer"))
                    object.issuer = message.issuer;
                if (message.audiences && message.audiences.length) {
                    object.audiences = $Array(message.audiences.length);
                    for (let j = 0; j < message.audiences.length; ++j)
                        object.audiences[j] = message.audiences[j];
                }
                if (message.jwks != null && $Object.hasOwnProperty.call(message, "jwks"))
                    object.jwks = message.jwks;
                if (message.fromHeaders && message.fromHeaders.length) {
                    object.fromHeaders = $Array(message.fromHeaders.length);
                    for (let j = 0; j < message.fromHeaders.length; ++j)
                        object.fromHeaders[j] = $root.ambit.waypoint.JwtHeader.toObject(message.fromHeaders[j], options, _depth + 1);
                }
                if (message.fromParams && message.fromParams.length) {
                    object.fromParams = $Array(message.fromParams.length);
                    for (let j = 0; j < message.fromParams.length; ++j)
                        object.fromParams[j] = message.fromParams[j];
                }
                if (message.fromCookies && message.fromCookies.length) {
                    object.fromCookies = $Array(message.fromCookies.length);
                    for (let j = 0; j < message.fromCookies.length; ++j)
                        object.fromCookies[j] = message.fromCookies[j];
                }
                if (message.forwardOriginalToken != null && $Object.hasOwnProperty.call(message, "forwardOriginalToken"))
                    object.forwardOriginalToken = message.forwardOriginalToken;
                if (message.outputPayloadToHeader != null && $Object.hasOwnProperty.call(message, "outputPayloadToHeader"))
                    object.outputPayloadToHeader = message.outputPayloadToHeader;
                if (message.outputClaimToHeaders && message.outputClaimToHeaders.length) {
                    object.outputClaimToHeaders = $Array(message.outputClaimToHeaders.length);
                    for (let j = 0; j < message.outputClaimToHeaders.length; ++j)
                        object.outputClaimToHeaders[j] = $root.ambit.waypoint.ClaimHeader.toObject(message.outputClaimToHeaders[j], options, _depth + 1);
                }
                if (message.spaceDelimitedClaims && message.spaceDelimitedClaims.length) {
                    object.spaceDelimitedClaims = $Array(message.spaceDelimitedClaims.length);
                    for (let j = 0; j < message.spaceDelimitedClaims.length; ++j)
                        object.spaceDelimitedClaims[j] = message.spaceDelimitedClaims[j];
                }
                return object;
            };

            JwtRule.prototype.toJSON = function() {
                return JwtRule.toObject(this, $protobuf.util.toJSONOptions);
            };

            return JwtRule;
        })();

        waypoint.JwtHeader = (function() {

            const JwtHeader = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            JwtHeader.prototype.name = "";
            JwtHeader.prototype.prefix = "";

            JwtHeader.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix") && message.prefix !== "")
                    writer.uint32(18).string(message.prefix);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            JwtHeader.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.JwtHeader();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.prefix = value;
                            else
                                delete message.prefix;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            JwtHeader.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.JwtHeader)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.JwtHeader: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.JwtHeader();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.prefix != null)
                    if (typeof object.prefix !== "string" || object.prefix.length)
                        message.prefix = $String(object.prefix);
                return message;
            };

            JwtHeader.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.prefix = "";
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix"))
                    object.prefix = message.prefix;
                return object;
            };

            JwtHeader.prototype.toJSON = function() {
                return JwtHeader.toObject(this, $protobuf.util.toJSONOptions);
            };

            return JwtHeader;
        })();

        waypoint.ClaimHeader = (function() {

            const ClaimHeader = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ClaimHeader.prototype.header = "";
            ClaimHeader.prototype.claim = "";

            ClaimHeader.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header") && message.header !== "")
                    writer.uint32(10).string(message.header);
                if (message.claim != null && $Object.hasOwnProperty.call(message, "claim") && message.claim !== "")
                    writer.uint32(18).string(message.claim);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ClaimHeader.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.ClaimHeader();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.header = value;
                            else
                                delete message.header;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.claim = value;
                            else
                                delete message.claim;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ClaimHeader.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.ClaimHeader)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.ClaimHeader: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.ClaimHeader();
                if (object.header != null)
                    if (typeof object.header !== "string" || object.header.length)
                        message.header = $String(object.header);
                if (object.claim != null)
                    if (typeof object.claim !== "string" || object.claim.length)
                        message.claim = $String(object.claim);
                return message;
            };

            ClaimHeader.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = "";
                    object.claim = "";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = message.header;
                if (message.claim != null && $Object.hasOwnProperty.call(message, "claim"))
                    object.claim = message.claim;
                return object;
            };

            ClaimHeader.prototype.toJSON = function() {
                return ClaimHeader.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ClaimHeader;
        })();

        waypoint.Provider = (function() {

            const Provider = function (properties) {
                this.includeRequestHeaders = [];
                this.additionalHeaders = [];
                this.headersToUpstreamOnAllow = [];
                this.headersToDownstreamOnAllow = [];
                this.headersToDownstreamOnDeny = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Provider.prototype.name = "";
            Provider.prototype.isGrpc = false;
            Provider.prototype.service = null;
            Provider.prototype.port = 0;
            Provider.prototype.timeoutMs = 0;
            Provider.prototype.failOpen = false;
            Provider.prototype.statusOnError = 0;
            Provider.prototype.pathPrefix = "";
            Provider.prototype.includeRequestHeaders = $util.emptyArray;
            Provider.prototype.additionalHeaders = $util.emptyArray;
            Provider.prototype.body = null;
            Provider.prototype.headersToUpstreamOnAllow = $util.emptyArray;
            Provider.prototype.headersToDownstreamOnAllow = $util.emptyArray;
            Provider.prototype.headersToDownstreamOnDeny = $util.emptyArray;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Provider.prototype, "_service", {
                get: $util.oneOfGetter($oneOfFields = ["service"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Provider.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.isGrpc != null && $Object.hasOwnProperty.call(message, "isGrpc") && message.isGrpc !== false)
                    writer.uint32(16).bool(message.isGrpc);
                if (message.service != null && $Object.hasOwnProperty.call(message, "service"))
                    writer.uint32(26).string(message.service);
                if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                    writer.uint32(32).uint32(message.port);
                if (message.timeoutMs != null && $Object.hasOwnProperty.call(message, "timeoutMs") && message.timeoutMs !== 0)
                    writer.uint32(40).uint32(message.timeoutMs);
                if (message.failOpen != null && $Object.hasOwnProperty.call(message, "failOpen") && message.failOpen !== false)
                    writer.uint32(48).bool(message.failOpen);
                if (message.statusOnError != null && $Object.hasOwnProperty.call(message, "statusOnError") && message.statusOnError !== 0)
                    writer.uint32(56).uint32(message.statusOnError);
                if (message.pathPrefix != null && $Object.hasOwnProperty.call(message, "pathPrefix") && message.pathPrefix !== "")
                    writer.uint32(66).string(message.pathPrefix);
                if (message.includeRequestHeaders != null && message.includeRequestHeaders.length)
                    for (let i = 0; i < message.includeRequestHeaders.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.includeRequestHeaders[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.additionalHeaders != null && message.additionalHeaders.length)
                    for (let i = 0; i < message.additionalHeaders.length; ++i)
                        $root.ambit.waypoint.Header.encode(message.additionalHeaders[i], writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                    $root.ambit.waypoint.CheckedBody.encode(message.body, writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.headersToUpstreamOnAllow != null && message.headersToUpstreamOnAllow.length)
                    for (let i = 0; i < message.headersToUpstreamOnAllow.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.headersToUpstreamOnAllow[i], writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.headersToDownstreamOnAllow != null && message.headersToDownstreamOnAllow.length)
                    for (let i = 0; i < message.headersToDownstreamOnAllow.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.headersToDownstreamOnAllow[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.headersToDownstreamOnDeny != null && message.headersToDownstreamOnDeny.length)
                    for (let i = 0; i < message.headersToDownstreamOnDeny.length; ++i)
                        $root.ambit.waypoint.TextMatch.encode(message.headersToDownstreamOnDeny[i], writer.uint32(114).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Provider.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Provider();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isGrpc = value;
                            else
                                delete message.isGrpc;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.service = reader.stringVerify();
                            message._service = "service";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.port = value;
                            else
                                delete message.port;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeoutMs = value;
                            else
                                delete message.timeoutMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.failOpen = value;
                            else
                                delete message.failOpen;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.statusOnError = value;
                            else
                                delete message.statusOnError;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.pathPrefix = value;
                            else
                                delete message.pathPrefix;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.includeRequestHeaders && message.includeRequestHeaders.length))
                                message.includeRequestHeaders = [];
                            message.includeRequestHeaders.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.additionalHeaders && message.additionalHeaders.length))
                                message.additionalHeaders = [];
                            message.additionalHeaders.push($root.ambit.waypoint.Header.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.body = $root.ambit.waypoint.CheckedBody.decode(reader, reader.size(), $undefined, _depth + 1, message.body);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headersToUpstreamOnAllow && message.headersToUpstreamOnAllow.length))
                                message.headersToUpstreamOnAllow = [];
                            message.headersToUpstreamOnAllow.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headersToDownstreamOnAllow && message.headersToDownstreamOnAllow.length))
                                message.headersToDownstreamOnAllow = [];
                            message.headersToDownstreamOnAllow.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headersToDownstreamOnDeny && message.headersToDownstreamOnDeny.length))
                                message.headersToDownstreamOnDeny = [];
                            message.headersToDownstreamOnDeny.push($root.ambit.waypoint.TextMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Provider.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Provider)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Provider: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Provider();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.isGrpc != null)
                    if (object.isGrpc)
                        message.isGrpc = $Boolean(object.isGrpc);
                if (object.service != null)
                    message.service = $String(object.service);
                if (object.port != null)
                    if ($Number(object.port) !== 0)
                        message.port = object.port >>> 0;
                if (object.timeoutMs != null)
                    if ($Number(object.timeoutMs) !== 0)
                        message.timeoutMs = object.timeoutMs >>> 0;
                if (object.failOpen != null)
                    if (object.failOpen)
                        message.failOpen = $Boolean(object.failOpen);
                if (object.statusOnError != null)
                    if ($Number(object.statusOnError) !== 0)
                        message.statusOnError = object.statusOnError >>> 0;
                if (object.pathPrefix != null)
                    if (typeof object.pathPrefix !== "string" || object.pathPrefix.length)
                        message.pathPrefix = $String(object.pathPrefix);
                if (object.includeRequestHeaders) {
                    if (!$Array.isArray(object.includeRequestHeaders))
                        throw $TypeError(".ambit.waypoint.Provider.includeRequestHeaders: array expected");
                    message.includeRequestHeaders = $Array(object.includeRequestHeaders.length);
                    for (let i = 0; i < object.includeRequestHeaders.length; ++i) {
                        if (!$util.isObject(object.includeRequestHeaders[i]))
                            throw $TypeError(".ambit.waypoint.Provider.includeRequestHeaders: object expected");
                        message.includeRequestHeaders[i] = $root.ambit.waypoint.TextMatch.fromObject(object.includeRequestHeaders[i], _depth + 1);
                    }
                }
                if (object.additionalHeaders) {
                    if (!$Array.isArray(object.additionalHeaders))
                        throw $TypeError(".ambit.waypoint.Provider.additionalHeaders: array expected");
                    message.additionalHeaders = $Array(object.additionalHeaders.length);
                    for (let i = 0; i < object.additionalHeaders.length; ++i) {
                        if (!$util.isObject(object.additionalHeaders[i]))
                            throw $TypeError(".ambit.waypoint.Provider.additionalHeaders: object expected");
                        message.additionalHeaders[i] = $root.ambit.waypoint.Header.fromObject(object.additionalHeaders[i], _depth + 1);
                    }
                }
                if (object.body != null) {
                    if (!$util.isObject(object.body))
                        throw $TypeError(".ambit.waypoint.Provider.body: object expected");
                    message.body = $root.ambit.waypoint.CheckedBody.fromObject(object.body, _depth + 1);
                }
                if (object.headersToUpstreamOnAllow) {
                    if (!$Array.isArray(object.headersToUpstreamOnAllow))
                        throw $TypeError(".ambit.waypoint.Provider.headersToUpstreamOnAllow: array expected");
                    message.headersToUpstreamOnAllow = $Array(object.headersToUpstreamOnAllow.length);
                    for (let i = 0; i < object.headersToUpstreamOnAllow.length; ++i) {
                        if (!$util.isObject(object.headersToUpstreamOnAllow[i]))
                            throw $TypeError(".ambit.waypoint.Provider.headersToUpstreamOnAllow: object expected");
                        message.headersToUpstreamOnAllow[i] = $root.ambit.waypoint.TextMatch.fromObject(object.headersToUpstreamOnAllow[i], _depth + 1);
                    }
                }
                if (object.headersToDownstreamOnAllow) {
                    if (!$Array.isArray(object.headersToDownstreamOnAllow))
                        throw $TypeError(".ambit.waypoint.Provider.headersToDownstreamOnAllow: array expected");
                    message.headersToDownstreamOnAllow = $Array(object.headersToDownstreamOnAllow.length);
                    for (let i = 0; i < object.headersToDownstreamOnAllow.length; ++i) {
                        if (!$util.isObject(object.headersToDownstreamOnAllow[i]))
                            throw $TypeError(".ambit.waypoint.Provider.headersToDownstreamOnAllow: object expected");
                        message.headersToDownstreamOnAllow[i] = $root.ambit.waypoint.TextMatch.fromObject(object.headersToDownstreamOnAllow[i], _depth + 1);
                    }
                }
                if (object.headersToDownstreamOnDeny) {
                    if (!$Array.isArray(object.headersToDownstreamOnDeny))
                        throw $TypeError(".ambit.waypoint.Provider.headersToDownstreamOnDeny: array expected");
                    message.headersToDownstreamOnDeny = $Array(object.headersToDownstreamOnDeny.length);
                    for (let i = 0; i < object.headersToDownstreamOnDeny.length; ++i) {
                        if (!$util.isObject(object.headersToDownstreamOnDeny[i]))
                            throw $TypeError(".ambit.waypoint.Provider.headersToDownstreamOnDeny: object expected");
                        message.headersToDownstreamOnDeny[i] = $root.ambit.waypoint.TextMatch.fromObject(object.headersToDownstreamOnDeny[i], _depth + 1);
                    }
                }
                return message;
            };

            Provider.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.includeRequestHeaders = [];
                    object.additionalHeaders = [];
                    object.headersToUpstreamOnAllow = [];
                    object.headersToDownstreamOnAllow = [];
                    object.headersToDownstreamOnDeny = [];
                }
                if (options.defaults) {
                    object.name = "";
                    object.isGrpc = false;
                    object.port = 0;
                    object.timeoutMs = 0;
                    object.failOpen = false;
                    object.statusOnError = 0;
                    object.pathPrefix = "";
                    object.body = null;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.isGrpc != null && $Object.hasOwnProperty.call(message, "isGrpc"))
                    object.isGrpc = message.isGrpc;
                if (message.service != null && $Object.hasOwnProperty.call(message, "service"))
                    object.service = message.service;
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    object.port = message.port;
                if (message.timeoutMs != null && $Object.hasOwnProperty.call(message, "timeoutMs"))
                    object.timeoutMs = message.timeoutMs;
                if (message.failOpen != null && $Object.hasOwnProperty.call(message, "failOpen"))
                    object.failOpen = message.failOpen;
                if (message.statusOnError != null && $Object.hasOwnProperty.call(message, "statusOnError"))
                    object.statusOnError = message.statusOnError;
                if (message.pathPrefix != null && $Object.hasOwnProperty.call(message, "pathPrefix"))
                    object.pathPrefix = message.pathPrefix;
                if (message.includeRequestHeaders && message.includeRequestHeaders.length) {
                    object.includeRequestHeaders = $Array(message.includeRequestHeaders.length);
                    for (let j = 0; j < message.includeRequestHeaders.length; ++j)
                        object.includeRequestHeaders[j] = $root.ambit.waypoint.TextMatch.toObject(message.includeRequestHeaders[j], options, _depth + 1);
                }
                if (message.additionalHeaders && message.additionalHeaders.length) {
                    object.additionalHeaders = $Array(message.additionalHeaders.length);
                    for (let j = 0; j < message.additionalHeaders.length; ++j)
                        object.additionalHeaders[j] = $root.ambit.waypoint.Header.toObject(message.additionalHeaders[j], options, _depth + 1);
                }
                if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                    object.body = $root.ambit.waypoint.CheckedBody.toObject(message.body, options, _depth + 1);
                if (message.headersToUpstreamOnAllow && message.headersToUpstreamOnAllow.length) {
                    object.headersToUpstreamOnAllow = $Array(message.headersToUpstreamOnAllow.length);
                    for (let j = 0; j < message.headersToUpstreamOnAllow.length; ++j)
                        object.headersToUpstreamOnAllow[j] = $root.ambit.waypoint.TextMatch.toObject(message.headersToUpstreamOnAllow[j], options, _depth + 1);
                }
                if (message.headersToDownstreamOnAllow && message.headersToDownstreamOnAllow.length) {
                    object.headersToDownstreamOnAllow = $Array(message.headersToDownstreamOnAllow.length);
                    for (let j = 0; j < message.headersToDownstreamOnAllow.length; ++j)
                        object.headersToDownstreamOnAllow[j] = $root.ambit.waypoint.TextMatch.toObject(message.headersToDownstreamOnAllow[j], options, _depth + 1);
                }
                if (message.headersToDownstreamOnDeny && message.headersToDownstreamOnDeny.length) {
                    object.headersToDownstreamOnDeny = $Array(message.headersToDownstreamOnDeny.length);
                    for (let j = 0; j < message.headersToDownstreamOnDeny.length; ++j)
                        object.headersToDownstreamOnDeny[j] = $root.ambit.waypoint.TextMatch.toObject(message.headersToDownstreamOnDeny[j], options, _depth + 1);
                }
                return object;
            };

            Provider.prototype.toJSON = function() {
                return Provider.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Provider;
        })();

        waypoint.CheckedBody = (function() {

            const CheckedBody = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            CheckedBody.prototype.maxBytes = 0;
            CheckedBody.prototype.allowPartial = false;
            CheckedBody.prototype.packAsBytes = false;

            CheckedBody.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.maxBytes != null && $Object.hasOwnProperty.call(message, "maxBytes") && message.maxBytes !== 0)
                    writer.uint32(8).uint32(message.maxBytes);
                if (message.allowPartial != null && $Object.hasOwnProperty.call(message, "allowPartial") && message.allowPartial !== false)
                    writer.uint32(16).bool(message.allowPartial);
                if (message.packAsBytes != null && $Object.hasOwnProperty.call(message, "packAsBytes") && message.packAsBytes !== false)
                    writer.uint32(24).bool(message.packAsBytes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CheckedBody.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.CheckedBody();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxBytes = value;
                            else
                                delete message.maxBytes;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.allowPartial = value;
                            else
                                delete message.allowPartial;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.packAsBytes = value;
                            else
                                delete message.packAsBytes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            CheckedBody.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.CheckedBody)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.CheckedBody: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.CheckedBody();
                if (object.maxBytes != null)
                    if ($Number(object.maxBytes) !== 0)
                        message.maxBytes = object.maxBytes >>> 0;
                if (object.allowPartial != null)
                    if (object.allowPartial)
                        message.allowPartial = $Boolean(object.allowPartial);
                if (object.packAsBytes != null)
                    if (object.packAsBytes)
                        message.packAsBytes = $Boolean(object.packAsBytes);
                return message;
            };

            CheckedBody.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.maxBytes = 0;
                    object.allowPartial = false;
                    object.packAsBytes = false;
                }
                if (message.maxBytes != null && $Object.hasOwnProperty.call(message, "maxBytes"))
                    object.maxBytes = message.maxBytes;
                if (message.allowPartial != null && $Object.hasOwnProperty.call(message, "allowPartial"))
                    object.allowPartial = message.allowPartial;
                if (message.packAsBytes != null && $Object.hasOwnProperty.call(message, "packAsBytes"))
                    object.packAsBytes = message.packAsBytes;
                return object;
            };

            CheckedBody.prototype.toJSON = function() {
                return CheckedBody.toObject(this, $protobuf.util.toJSONOptions);
            };

            return CheckedBody;
        })();

        waypoint.PortPolicy = (function() {

            const PortPolicy = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PortPolicy.prototype.port = null;
            PortPolicy.prototype.policy = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(PortPolicy.prototype, "_port", {
                get: $util.oneOfGetter($oneOfFields = ["port"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            PortPolicy.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    writer.uint32(8).uint32(message.port);
                if (message.policy != null && $Object.hasOwnProperty.call(message, "policy"))
                    $root.ambit.waypoint.TrafficPolicy.encode(message.policy, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PortPolicy.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.PortPolicy();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.port = reader.uint32();
                            message._port = "port";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.policy = $root.ambit.waypoint.TrafficPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.policy);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            PortPolicy.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.PortPolicy)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.PortPolicy: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.PortPolicy();
                if (object.port != null)
                    message.port = object.port >>> 0;
                if (object.policy != null) {
                    if (!$util.isObject(object.policy))
                        throw $TypeError(".ambit.waypoint.PortPolicy.policy: object expected");
                    message.policy = $root.ambit.waypoint.TrafficPolicy.fromObject(object.policy, _depth + 1);
                }
                return message;
            };

            PortPolicy.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.policy = null;
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    object.port = message.port;
                if (message.policy != null && $Object.hasOwnProperty.call(message, "policy"))
                    object.policy = $root.ambit.waypoint.TrafficPolicy.toObject(message.policy, options, _depth + 1);
                return object;
            };

            PortPolicy.prototype.toJSON = function() {
                return PortPolicy.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PortPolicy;
        })();

        waypoint.Subset = (function() {

            const Subset = function (properties) {
                this.labels = [];
                this.workloads = [];
                this.policies = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Subset.prototype.name = "";
            Subset.prototype.labels = $util.emptyArray;
            Subset.prototype.workloads = $util.emptyArray;
            Subset.prototype.policies = $util.emptyArray;

            Subset.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.labels != null && message.labels.length)
                    for (let i = 0; i < message.labels.length; ++i)
                        $root.ambit.waypoint.NamedMatch.encode(message.labels[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.workloads != null && message.workloads.length)
                    for (let i = 0; i < message.workloads.length; ++i)
                        writer.uint32(26).string(message.workloads[i]);
                if (message.policies != null && message.policies.length)
                    for (let i = 0; i < message.policies.length; ++i)
                        $root.ambit.waypoint.PortPolicy.encode(message.policies[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Subset.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Subset();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.labels && message.labels.length))
                                message.labels = [];
                            message.labels.push($root.ambit.waypoint.NamedMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.workloads && message.workloads.length))
                                message.workloads = [];
                            message.workloads.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.policies && message.policies.length))
                                message.policies = [];
                            message.policies.push($root.ambit.waypoint.PortPolicy.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Subset.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Subset)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Subset: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Subset();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.labels) {
                    if (!$Array.isArray(object.labels))
                        throw $TypeError(".ambit.waypoint.Subset.labels: array expected");
                    message.labels = $Array(object.labels.length);
                    for (let i = 0; i < object.labels.length; ++i) {
                        if (!$util.isObject(object.labels[i]))
                            throw $TypeError(".ambit.waypoint.Subset.labels: object expected");
                        message.labels[i] = $root.ambit.waypoint.NamedMatch.fromObject(object.labels[i], _depth + 1);
                    }
                }
                if (object.workloads) {
                    if (!$Array.isArray(object.workloads))
                        throw $TypeError(".ambit.waypoint.Subset.workloads: array expected");
                    message.workloads = $Array(object.workloads.length);
                    for (let i = 0; i < object.workloads.length; ++i)
                        message.workloads[i] = $String(object.workloads[i]);
                }
                if (object.policies) {
                    if (!$Array.isArray(object.policies))
                        throw $TypeError(".ambit.waypoint.Subset.policies: array expected");
                    message.policies = $Array(object.policies.length);
                    for (let i = 0; i < object.policies.length; ++i) {
                        if (!$util.isObject(object.policies[i]))
                            throw $TypeError(".ambit.waypoint.Subset.policies: object expected");
                        message.policies[i] = $root.ambit.waypoint.PortPolicy.fromObject(object.policies[i], _depth + 1);
                    }
                }
                return message;
            };

            Subset.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.labels = [];
                    object.workloads = [];
                    object.policies = [];
                }
                if (options.defaults)
                    object.name = "";
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.labels && message.labels.length) {
                    object.labels = $Array(message.labels.length);
                    for (let j = 0; j < message.labels.length; ++j)
                        object.labels[j] = $root.ambit.waypoint.NamedMatch.toObject(message.labels[j], options, _depth + 1);
                }
                if (message.workloads && message.workloads.length) {
                    object.workloads = $Array(message.workloads.length);
                    for (let j = 0; j < message.workloads.length; ++j)
                        object.workloads[j] = message.workloads[j];
                }
                if (message.policies && message.policies.length) {
                    object.policies = $Array(message.policies.length);
                    for (let j = 0; j < message.policies.length; ++j)
                        object.policies[j] = $root.ambit.waypoint.PortPolicy.toObject(message.policies[j], options, _depth + 1);
                }
                return object;
            };

            Subset.prototype.toJSON = function() {
                return Subset.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Subset;
        })();

        waypoint.TrafficPolicy = (function() {

            const TrafficPolicy = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TrafficPolicy.prototype.balancer = null;
            TrafficPolicy.prototype.outlierDetection = null;
            TrafficPolicy.prototype.limits = null;
            TrafficPolicy.prototype.tls = null;
            TrafficPolicy.prototype.upstreamProtocol = 0;
            TrafficPolicy.prototype.proxyProtocol = null;
            TrafficPolicy.prototype.retryBudget = null;
            TrafficPolicy.prototype.warmupMs = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(TrafficPolicy.prototype, "_proxyProtocol", {
                get: $util.oneOfGetter($oneOfFields = ["proxyProtocol"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(TrafficPolicy.prototype, "_warmupMs", {
                get: $util.oneOfGetter($oneOfFields = ["warmupMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            TrafficPolicy.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.balancer != null && $Object.hasOwnProperty.call(message, "balancer"))
                    $root.ambit.waypoint.Balancer.encode(message.balancer, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.outlierDetection != null && $Object.hasOwnProperty.call(message, "outlierDetection"))
                    $root.ambit.waypoint.OutlierDetection.encode(message.outlierDetection, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    $root.ambit.waypoint.ConnectionLimits.encode(message.limits, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.tls != null && $Object.hasOwnProperty.call(message, "tls"))
                    $root.ambit.waypoint.OriginateTls.encode(message.tls, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.upstreamProtocol != null && $Object.hasOwnProperty.call(message, "upstreamProtocol") && message.upstreamProtocol !== 0)
                    writer.uint32(40).int32(message.upstreamProtocol);
                if (message.proxyProtocol != null && $Object.hasOwnProperty.call(message, "proxyProtocol"))
                    writer.uint32(48).uint32(message.proxyProtocol);
                if (message.retryBudget != null && $Object.hasOwnProperty.call(message, "retryBudget"))
                    $root.ambit.waypoint.RetryBudget.encode(message.retryBudget, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.warmupMs != null && $Object.hasOwnProperty.call(message, "warmupMs"))
                    writer.uint32(64).uint32(message.warmupMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TrafficPolicy.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.TrafficPolicy();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.balancer = $root.ambit.waypoint.Balancer.decode(reader, reader.size(), $undefined, _depth + 1, message.balancer);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.outlierDetection = $root.ambit.waypoint.OutlierDetection.decode(reader, reader.size(), $undefined, _depth + 1, message.outlierDetection);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.limits = $root.ambit.waypoint.ConnectionLimits.decode(reader, reader.size(), $undefined, _depth + 1, message.limits);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.tls = $root.ambit.waypoint.OriginateTls.decode(reader, reader.size(), $undefined, _depth + 1, message.tls);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.upstreamProtocol = value;
                            else
                                delete message.upstreamProtocol;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.proxyProtocol = reader.uint32();
                            message._proxyProtocol = "proxyProtocol";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.retryBudget = $root.ambit.waypoint.RetryBudget.decode(reader, reader.size(), $undefined, _depth + 1, message.retryBudget);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            message.warmupMs = reader.uint32();
                            message._warmupMs = "warmupMs";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            TrafficPolicy.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.TrafficPolicy)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.TrafficPolicy: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.TrafficPolicy();
                if (object.balancer != null) {
                    if (!$util.isObject(object.balancer))
                        throw $TypeError(".ambit.waypoint.TrafficPolicy.balancer: object expected");
                    message.balancer = $root.ambit.waypoint.Balancer.fromObject(object.balancer, _depth + 1);
                }
                if (object.outlierDetection != null) {
                    if (!$util.isObject(object.outlierDetection))
                        throw $TypeError(".ambit.waypoint.TrafficPolicy.outlierDetection: object expected");
                    message.outlierDetection = $root.ambit.waypoint.OutlierDetection.fromObject(object.outlierDetection, _depth + 1);
                }
                if (object.limits != null) {
                    if (!$util.isObject(object.limits))
                        throw $TypeError(".ambit.waypoint.TrafficPolicy.limits: object expected");
                    message.limits = $root.ambit.waypoint.ConnectionLimits.fromObject(object.limits, _depth + 1);
                }
                if (object.tls != null) {
                    if (!$util.isObject(object.tls))
                        throw $TypeError(".ambit.waypoint.TrafficPolicy.tls: object expected");
                    message.tls = $root.ambit.waypoint.OriginateTls.fromObject(object.tls, _depth + 1);
                }
                if (object.upstreamProtocol !== 0 && (typeof object.upstreamProtocol !== "string" || $root.ambit.waypoint.UpstreamProtocol[object.upstreamProtocol] !== 0))
                    switch (object.upstreamProtocol) {
                    case "DECLARED":
                    case 0:
                        message.upstreamProtocol = 0;
                        break;
                    case "ALWAYS_HTTP2":
                    case 1:
                        message.upstreamProtocol = 1;
                        break;
                    case "CLIENT":
                    case 2:
                        message.upstreamProtocol = 2;
                        break;
                    default:
                        if (typeof object.upstreamProtocol === "number" && (object.upstreamProtocol | 0) === object.upstreamProtocol)
                            message.upstreamProtocol = object.upstreamProtocol;
                    }
                if (object.proxyProtocol != null)
                    message.proxyProtocol = object.proxyProtocol >>> 0;
                if (object.retryBudget != null) {
                    if (!$util.isObject(object.retryBudget))
                        throw $TypeError(".ambit.waypoint.TrafficPolicy.retryBudget: object expected");
                    message.retryBudget = $root.ambit.waypoint.RetryBudget.fromObject(object.retryBudget, _depth + 1);
                }
                if (object.warmupMs != null)
                    message.warmupMs = object.warmupMs >>> 0;
                return message;
            };

            TrafficPolicy.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.balancer = null;
                    object.outlierDetection = null;
                    object.limits = null;
                    object.tls = null;
                    object.upstreamProtocol = options.enums === $String ? "DECLARED" : 0;
                    object.retryBudget = null;
                }
                if (message.balancer != null && $Object.hasOwnProperty.call(message, "balancer"))
                    object.balancer = $root.ambit.waypoint.Balancer.toObject(message.balancer, options, _depth + 1);
                if (message.outlierDetection != null && $Object.hasOwnProperty.call(message, "outlierDetection"))
                    object.outlierDetection = $root.ambit.waypoint.OutlierDetection.toObject(message.outlierDetection, options, _depth + 1);
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    object.limits = $root.ambit.waypoint.ConnectionLimits.toObject(message.limits, options, _depth + 1);
                if (message.tls != null && $Object.hasOwnProperty.call(message, "tls"))
                    object.tls = $root.ambit.waypoint.OriginateTls.toObject(message.tls, options, _depth + 1);
                if (message.upstreamProtocol != null && $Object.hasOwnProperty.call(message, "upstreamProtocol"))
                    object.upstreamProtocol = options.enums === $String ? $root.ambit.waypoint.UpstreamProtocol[message.upstreamProtocol] === $undefined ? message.upstreamProtocol : $root.ambit.waypoint.UpstreamProtocol[message.upstreamProtocol] : message.upstreamProtocol;
                if (message.proxyProtocol != null && $Object.hasOwnProperty.call(message, "proxyProtocol"))
                    object.proxyProtocol = message.proxyProtocol;
                if (message.retryBudget != null && $Object.hasOwnProperty.call(message, "retryBudget"))
                    object.retryBudget = $root.ambit.waypoint.RetryBudget.toObject(message.retryBudget, options, _depth + 1);
                if (message.warmupMs != null && $Object.hasOwnProperty.call(message, "warmupMs"))
                    object.warmupMs = message.warmupMs;
                return object;
            };

            TrafficPolicy.prototype.toJSON = function() {
                return TrafficPolicy.toObject(this, $protobuf.util.toJSONOptions);
            };

            return TrafficPolicy;
        })();

        waypoint.UpstreamProtocol = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DECLARED"] = 0;
            values[valuesById[1] = "ALWAYS_HTTP2"] = 1;
            values[valuesById[2] = "CLIENT"] = 2;
            return values;
        })();

        waypoint.Balancer = (function() {

            const Balancer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Balancer.prototype.kind = 0;
            Balancer.prototype.key = null;
            Balancer.prototype.isMaglev = false;
            Balancer.prototype.size = 0;

            Balancer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(8).int32(message.kind);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    $root.ambit.waypoint.HashKey.encode(message.key, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.isMaglev != null && $Object.hasOwnProperty.call(message, "isMaglev") && message.isMaglev !== false)
                    writer.uint32(24).bool(message.isMaglev);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                    writer.uint32(32).uint32(message.size);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Balancer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Balancer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.key = $root.ambit.waypoint.HashKey.decode(reader, reader.size(), $undefined, _depth + 1, message.key);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isMaglev = value;
                            else
                                delete message.isMaglev;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Balancer.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Balancer)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Balancer: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Balancer();
                if (object.kind !== 0 && (typeof object.kind !== "string" || $root.ambit.waypoint.BalancerKind[object.kind] !== 0))
                    switch (object.kind) {
                    case "LEAST_REQUEST":
                    case 0:
                        message.kind = 0;
                        break;
                    case "ROUND_ROBIN":
                    case 1:
                        message.kind = 1;
                        break;
                    case "RANDOM":
                    case 2:
                        message.kind = 2;
                        break;
                    case "PASSTHROUGH":
                    case 3:
                        message.kind = 3;
                        break;
                    case "HASH":
                    case 4:
                        message.kind = 4;
                        break;
                    default:
                        if (typeof object.kind === "number" && (object.kind | 0) === object.kind)
                            message.kind = object.kind;
                    }
                if (object.key != null) {
                    if (!$util.isObject(object.key))
                        throw $TypeError(".ambit.waypoint.Balancer.key: object expected");
                    message.key = $root.ambit.waypoint.HashKey.fromObject(object.key, _depth + 1);
                }
                if (object.isMaglev != null)
                    if (object.isMaglev)
                        message.isMaglev = $Boolean(object.isMaglev);
                if (object.size != null)
                    if ($Number(object.size) !== 0)
                        message.size = object.size >>> 0;
                return message;
            };

            Balancer.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.kind = options.enums === $String ? "LEAST_REQUEST" : 0;
                    object.key = null;
                    object.isMaglev = false;
                    object.size = 0;
                }
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind"))
                    object.kind = options.enums === $String ? $root.ambit.waypoint.BalancerKind[message.kind] === $undefined ? message.kind : $root.ambit.waypoint.BalancerKind[message.kind] : message.kind;
                if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                    object.key = $root.ambit.waypoint.HashKey.toObject(message.key, options, _depth + 1);
                if (message.isMaglev != null && $Object.hasOwnProperty.call(message, "isMaglev"))
                    object.isMaglev = message.isMaglev;
                if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
                    object.size = message.size;
                return object;
            };

            Balancer.prototype.toJSON = function() {
                return Balancer.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Balancer;
        })();

        waypoint.BalancerKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "LEAST_REQUEST"] = 0;
            values[valuesById[1] = "ROUND_ROBIN"] = 1;
            values[valuesById[2] = "RANDOM"] = 2;
            values[valuesById[3] = "PASSTHROUGH"] = 3;
            values[valuesById[4] = "HASH"] = 4;
            return values;
        })();

        waypoint.HashKey = (function() {

            const HashKey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            HashKey.prototype.header = null;
            HashKey.prototype.query = null;
            HashKey.prototype.sourceIp = null;
            HashKey.prototype.cookie = null;

            let $oneOfFields;

            $Object.defineProperty(HashKey.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["header", "query", "sourceIp", "cookie"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            HashKey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    writer.uint32(10).string(message.header);
                if (message.query != null && $Object.hasOwnProperty.call(message, "query"))
                    writer.uint32(18).string(message.query);
                if (message.sourceIp != null && $Object.hasOwnProperty.call(message, "sourceIp"))
                    writer.uint32(24).bool(message.sourceIp);
                if (message.cookie != null && $Object.hasOwnProperty.call(message, "cookie"))
                    $root.ambit.waypoint.HashCookie.encode(message.cookie, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            HashKey.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.HashKey();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = reader.stringVerify();
                            message.kind = "header";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.query = reader.stringVerify();
                            message.kind = "query";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.sourceIp = reader.bool();
                            message.kind = "sourceIp";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.cookie = $root.ambit.waypoint.HashCookie.decode(reader, reader.size(), $undefined, _depth + 1, message.cookie);
                            message.kind = "cookie";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            HashKey.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.HashKey)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.HashKey: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.HashKey();
                if (object.header != null)
                    message.header = $String(object.header);
                if (object.query != null)
                    message.query = $String(object.query);
                if (object.sourceIp != null)
                    message.sourceIp = $Boolean(object.sourceIp);
                if (object.cookie != null) {
                    if (!$util.isObject(object.cookie))
                        throw $TypeError(".ambit.waypoint.HashKey.cookie: object expected");
                    message.cookie = $root.ambit.waypoint.HashCookie.fromObject(object.cookie, _depth + 1);
                }
                return message;
            };

            HashKey.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.header != null && $Object.hasOwnProperty.call(message, "header")) {
                    object.header = message.header;
                    if (options.oneofs)
                        object.kind = "header";
                }
                if (message.query != null && $Object.hasOwnProperty.call(message, "query")) {
                    object.query = message.query;
                    if (options.oneofs)
                        object.kind = "query";
                }
                if (message.sourceIp != null && $Object.hasOwnProperty.call(message, "sourceIp")) {
                    object.sourceIp = message.sourceIp;
                    if (options.oneofs)
                        object.kind = "sourceIp";
                }
                if (message.cookie != null && $Object.hasOwnProperty.call(message, "cookie")) {
                    object.cookie = $root.ambit.waypoint.HashCookie.toObject(message.cookie, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "cookie";
                }
                return object;
            };

            HashKey.prototype.toJSON = function() {
                return HashKey.toObject(this, $protobuf.util.toJSONOptions);
            };

            return HashKey;
        })();

        waypoint.HashCookie = (function() {

            const HashCookie = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            HashCookie.prototype.name = "";
            HashCookie.prototype.path = "";
            HashCookie.prototype.ttlSeconds = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(HashCookie.prototype, "_ttlSeconds", {
                get: $util.oneOfGetter($oneOfFields = ["ttlSeconds"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            HashCookie.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(18).string(message.path);
                if (message.ttlSeconds != null && $Object.hasOwnProperty.call(message, "ttlSeconds"))
                    writer.uint32(24).uint32(message.ttlSeconds);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            HashCookie.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.HashCookie();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.ttlSeconds = reader.uint32();
                            message._ttlSeconds = "ttlSeconds";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            HashCookie.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.HashCookie)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.HashCookie: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.HashCookie();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.path != null)
                    if (typeof object.path !== "string" || object.path.length)
                        message.path = $String(object.path);
                if (object.ttlSeconds != null)
                    message.ttlSeconds = object.ttlSeconds >>> 0;
                return message;
            };

            HashCookie.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.path = "";
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = message.path;
                if (message.ttlSeconds != null && $Object.hasOwnProperty.call(message, "ttlSeconds"))
                    object.ttlSeconds = message.ttlSeconds;
                return object;
            };

            HashCookie.prototype.toJSON = function() {
                return HashCookie.toObject(this, $protobuf.util.toJSONOptions);
            };

            return HashCookie;
        })();

        waypoint.OutlierDetection = (function() {

            const OutlierDetection = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            OutlierDetection.prototype.consecutive_5xx = 0;
            OutlierDetection.prototype.consecutiveGatewayErrors = 0;
            OutlierDetection.prototype.intervalMs = 0;
            OutlierDetection.prototype.baseEjectionMs = 0;
            OutlierDetection.prototype.maxEjectionPercent = 0;
            OutlierDetection.prototype.minHealthPercent = 0;

            OutlierDetection.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.consecutive_5xx != null && $Object.hasOwnProperty.call(message, "consecutive_5xx") && message.consecutive_5xx !== 0)
                    writer.uint32(8).uint32(message.consecutive_5xx);
                if (message.consecutiveGatewayErrors != null && $Object.hasOwnProperty.call(message, "consecutiveGatewayErrors") && message.consecutiveGatewayErrors !== 0)
                    writer.uint32(16).uint32(message.consecutiveGatewayErrors);
                if (message.intervalMs != null && $Object.hasOwnProperty.call(message, "intervalMs") && message.intervalMs !== 0)
                    writer.uint32(24).uint32(message.intervalMs);
                if (message.baseEjectionMs != null && $Object.hasOwnProperty.call(message, "baseEjectionMs") && message.baseEjectionMs !== 0)
                    writer.uint32(32).uint32(message.baseEjectionMs);
                if (message.maxEjectionPercent != null && $Object.hasOwnProperty.call(message, "maxEjectionPercent") && message.maxEjectionPercent !== 0)
                    writer.uint32(40).uint32(message.maxEjectionPercent);
                if (message.minHealthPercent != null && $Object.hasOwnProperty.call(message, "minHealthPercent") && message.minHealthPercent !== 0)
                    writer.uint32(48).uint32(message.minHealthPercent);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            OutlierDetection.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.OutlierDetection();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.consecutive_5xx = value;
                            else
                                delete message.consecutive_5xx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.consecutiveGatewayErrors = value;
                            else
                                delete message.consecutiveGatewayErrors;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.intervalMs = value;
                            else
                                delete message.intervalMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.baseEjectionMs = value;
                            else
                                delete message.baseEjectionMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxEjectionPercent = value;
                            else
                                delete message.maxEjectionPercent;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.minHealthPercent = value;
                            else
                                delete message.minHealthPercent;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            OutlierDetection.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.OutlierDetection)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.OutlierDetection: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.OutlierDetection();
                if (object.consecutive_5xx != null)
                    if ($Number(object.consecutive_5xx) !== 0)
                        message.consecutive_5xx = object.consecutive_5xx >>> 0;
                if (object.consecutiveGatewayErrors != null)
                    if ($Number(object.consecutiveGatewayErrors) !== 0)
                        message.consecutiveGatewayErrors = object.consecutiveGatewayErrors >>> 0;
                if (object.intervalMs != null)
                    if ($Number(object.intervalMs) !== 0)
                        message.intervalMs = object.intervalMs >>> 0;
                if (object.baseEjectionMs != null)
                    if ($Number(object.baseEjectionMs) !== 0)
                        message.baseEjectionMs = object.baseEjectionMs >>> 0;
                if (object.maxEjectionPercent != null)
                    if ($Number(object.maxEjectionPercent) !== 0)
                        message.maxEjectionPercent = object.maxEjectionPercent >>> 0;
                if (object.minHealthPercent != null)
                    if ($Number(object.minHealthPercent) !== 0)
                        message.minHealthPercent = object.minHealthPercent >>> 0;
                return message;
            };

            OutlierDetection.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.consecutive_5xx = 0;
                    object.consecutiveGatewayErrors = 0;
                    object.intervalMs = 0;
                    object.baseEjectionMs = 0;
                    object.maxEjectionPercent = 0;
                    object.minHealthPercent = 0;
                }
                if (message.consecutive_5xx != null && $Object.hasOwnProperty.call(message, "consecutive_5xx"))
                    object.consecutive_5xx = message.consecutive_5xx;
                if (message.consecutiveGatewayErrors != null && $Object.hasOwnProperty.call(message, "consecutiveGatewayErrors"))
                    object.consecutiveGatewayErrors = message.consecutiveGatewayErrors;
                if (message.intervalMs != null && $Object.hasOwnProperty.call(message, "intervalMs"))
                    object.intervalMs = message.intervalMs;
                if (message.baseEjectionMs != null && $Object.hasOwnProperty.call(message, "baseEjectionMs"))
                    object.baseEjectionMs = message.baseEjectionMs;
                if (message.maxEjectionPercent != null && $Object.hasOwnProperty.call(message, "maxEjectionPercent"))
                    object.maxEjectionPercent = message.maxEjectionPercent;
                if (message.minHealthPercent != null && $Object.hasOwnProperty.call(message, "minHealthPercent"))
                    object.minHealthPercent = message.minHealthPercent;
                return object;
            };

            OutlierDetection.prototype.toJSON = function() {
                return OutlierDetection.toObject(this, $protobuf.util.toJSONOptions);
            };

            return OutlierDetection;
        })();

        waypoint.ConnectionLimits = (function() {

            const ConnectionLimits = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ConnectionLimits.prototype.maxConnections = null;
            ConnectionLimits.prototype.connectTimeoutMs = null;
            ConnectionLimits.prototype.maxPendingRequests = null;
            ConnectionLimits.prototype.maxRequests = null;
            ConnectionLimits.prototype.maxRequestsPerConnection = null;
            ConnectionLimits.prototype.maxRetries = null;
            ConnectionLimits.prototype.idleTimeoutMs = null;
            ConnectionLimits.prototype.maxConnectionDurationMs = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_maxConnections", {
                get: $util.oneOfGetter($oneOfFields = ["maxConnections"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_connectTimeoutMs", {
                get: $util.oneOfGetter($oneOfFields = ["connectTimeoutMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_maxPendingRequests", {
                get: $util.oneOfGetter($oneOfFields = ["maxPendingRequests"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_maxRequests", {
                get: $util.oneOfGetter($oneOfFields = ["maxRequests"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_maxRequestsPerConnection", {
                get: $util.oneOfGetter($oneOfFields = ["maxRequestsPerConnection"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_maxRetries", {
                get: $util.oneOfGetter($oneOfFields = ["maxRetries"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_idleTimeoutMs", {
                get: $util.oneOfGetter($oneOfFields = ["idleTimeoutMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ConnectionLimits.prototype, "_maxConnectionDurationMs", {
                get: $util.oneOfGetter($oneOfFields = ["maxConnectionDurationMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            ConnectionLimits.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.maxConnections != null && $Object.hasOwnProperty.call(message, "maxConnections"))
                    writer.uint32(8).uint32(message.maxConnections);
                if (message.connectTimeoutMs != null && $Object.hasOwnProperty.call(message, "connectTimeoutMs"))
                    writer.uint32(16).uint32(message.connectTimeoutMs);
                if (message.maxPendingRequests != null && $Object.hasOwnProperty.call(message, "maxPendingRequests"))
                    writer.uint32(24).uint32(message.maxPendingRequests);
                if (message.maxRequests != null && $Object.hasOwnProperty.call(message, "maxRequests"))
                    writer.uint32(32).uint32(message.maxRequests);
                if (message.maxRequestsPerConnection != null && $Object.hasOwnProperty.call(message, "maxRequestsPerConnection"))
                    writer.uint32(40).uint32(message.maxRequestsPerConnection);
                if (message.maxRetries != null && $Object.hasOwnProperty.call(message, "maxRetries"))
                    writer.uint32(48).uint32(message.maxRetries);
                if (message.idleTimeoutMs != null && $Object.hasOwnProperty.call(message, "idleTimeoutMs"))
                    writer.uint32(56).uint32(message.idleTimeoutMs);
                if (message.maxConnectionDurationMs != null && $Object.hasOwnProperty.call(message, "maxConnectionDurationMs"))
                    writer.uint32(64).uint32(message.maxConnectionDurationMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ConnectionLimits.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.ConnectionLimits();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.maxConnections = reader.uint32();
                            message._maxConnections = "maxConnections";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.connectTimeoutMs = reader.uint32();
                            message._connectTimeoutMs = "connectTimeoutMs";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.maxPendingRequests = reader.uint32();
                            message._maxPendingRequests = "maxPendingRequests";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.maxRequests = reader.uint32();
                            message._maxRequests = "maxRequests";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.maxRequestsPerConnection = reader.uint32();
                            message._maxRequestsPerConnection = "maxRequestsPerConnection";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            message.maxRetries = reader.uint32();
                            message._maxRetries = "maxRetries";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            message.idleTimeoutMs = reader.uint32();
                            message._idleTimeoutMs = "idleTimeoutMs";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            message.maxConnectionDurationMs = reader.uint32();
                            message._maxConnectionDurationMs = "maxConnectionDurationMs";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            ConnectionLimits.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.ConnectionLimits)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.ConnectionLimits: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.ConnectionLimits();
                if (object.maxConnections != null)
                    message.maxConnections = object.maxConnections >>> 0;
                if (object.connectTimeoutMs != null)
                    message.connectTimeoutMs = object.connectTimeoutMs >>> 0;
                if (object.maxPendingRequests != null)
                    message.maxPendingRequests = object.maxPendingRequests >>> 0;
                if (object.maxRequests != null)
                    message.maxRequests = object.maxRequests >>> 0;
                if (object.maxRequestsPerConnection != null)
                    message.maxRequestsPerConnection = object.maxRequestsPerConnection >>> 0;
                if (object.maxRetries != null)
                    message.maxRetries = object.maxRetries >>> 0;
                if (object.idleTimeoutMs != null)
                    message.idleTimeoutMs = object.idleTimeoutMs >>> 0;
                if (object.maxConnectionDurationMs != null)
                    message.maxConnectionDurationMs = object.maxConnectionDurationMs >>> 0;
                return message;
            };

            ConnectionLimits.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.maxConnections != null && $Object.hasOwnProperty.call(message, "maxConnections"))
                    object.maxConnections = message.maxConnections;
                if (message.connectTimeoutMs != null && $Object.hasOwnProperty.call(message, "connectTimeoutMs"))
                    object.connectTimeoutMs = message.connectTimeoutMs;
                if (message.maxPendingRequests != null && $Object.hasOwnProperty.call(message, "maxPendingRequests"))
                    object.maxPendingRequests = message.maxPendingRequests;
                if (message.maxRequests != null && $Object.hasOwnProperty.call(message, "maxRequests"))
                    object.maxRequests = message.maxRequests;
                if (message.maxRequestsPerConnection != null && $Object.hasOwnProperty.call(message, "maxRequestsPerConnection"))
                    object.maxRequestsPerConnection = message.maxRequestsPerConnection;
                if (message.maxRetries != null && $Object.hasOwnProperty.call(message, "maxRetries"))
                    object.maxRetries = message.maxRetries;
                if (message.idleTimeoutMs != null && $Object.hasOwnProperty.call(message, "idleTimeoutMs"))
                    object.idleTimeoutMs = message.idleTimeoutMs;
                if (message.maxConnectionDurationMs != null && $Object.hasOwnProperty.call(message, "maxConnectionDurationMs"))
                    object.maxConnectionDurationMs = message.maxConnectionDurationMs;
                return object;
            };

            ConnectionLimits.prototype.toJSON = function() {
                return ConnectionLimits.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ConnectionLimits;
        })();

        waypoint.OriginateTls = (function() {

            const OriginateTls = function (properties) {
                this.subjectAltNames = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            OriginateTls.prototype.serverName = "";
            OriginateTls.prototype.caCertificates = null;
            OriginateTls.prototype.subjectAltNames = $util.emptyArray;
            OriginateTls.prototype.isVerified = false;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(OriginateTls.prototype, "_caCertificates", {
                get: $util.oneOfGetter($oneOfFields = ["caCertificates"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            OriginateTls.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.serverName != null && $Object.hasOwnProperty.call(message, "serverName") && message.serverName !== "")
                    writer.uint32(10).string(message.serverName);
                if (message.caCertificates != null && $Object.hasOwnProperty.call(message, "caCertificates"))
                    writer.uint32(18).string(message.caCertificates);
                if (message.subjectAltNames != null && message.subjectAltNames.length)
                    for (let i = 0; i < message.subjectAltNames.length; ++i)
                        writer.uint32(26).string(message.subjectAltNames[i]);
                if (message.isVerified != null && $Object.hasOwnProperty.call(message, "isVerified") && message.isVerified !== false)
                    writer.uint32(32).bool(message.isVerified);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            OriginateTls.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.OriginateTls();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.serverName = value;
                            else
                                delete message.serverName;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.caCertificates = reader.stringVerify();
                            message._caCertificates = "caCertificates";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.subjectAltNames && message.subjectAltNames.length))
                                message.subjectAltNames = [];
                            message.subjectAltNames.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isVerified = value;
                            else
                                delete message.isVerified;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            OriginateTls.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.OriginateTls)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.OriginateTls: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.OriginateTls();
                if (object.serverName != null)
                    if (typeof object.serverName !== "string" || object.serverName.length)
                        message.serverName = $String(object.serverName);
                if (object.caCertificates != null)
                    message.caCertificates = $String(object.caCertificates);
                if (object.subjectAltNames) {
                    if (!$Array.isArray(object.subjectAltNames))
                        throw $TypeError(".ambit.waypoint.OriginateTls.subjectAltNames: array expected");
                    message.subjectAltNames = $Array(object.subjectAltNames.length);
                    for (let i = 0; i < object.subjectAltNames.length; ++i)
                        message.subjectAltNames[i] = $String(object.subjectAltNames[i]);
                }
                if (object.isVerified != null)
                    if (object.isVerified)
                        message.isVerified = $Boolean(object.isVerified);
                return message;
            };

            OriginateTls.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.subjectAltNames = [];
                if (options.defaults) {
                    object.serverName = "";
                    object.isVerified = false;
                }
                if (message.serverName != null && $Object.hasOwnProperty.call(message, "serverName"))
                    object.serverName = message.serverName;
                if (message.caCertificates != null && $Object.hasOwnProperty.call(message, "caCertificates"))
                    object.caCertificates = message.caCertificates;
                if (message.subjectAltNames && message.subjectAltNames.length) {
                    object.subjectAltNames = $Array(message.subjectAltNames.length);
                    for (let j = 0; j < message.subjectAltNames.length; ++j)
                        object.subjectAltNames[j] = message.subjectAltNames[j];
                }
                if (message.isVerified != null && $Object.hasOwnProperty.call(message, "isVerified"))
                    object.isVerified = message.isVerified;
                return object;
            };

            OriginateTls.prototype.toJSON = function() {
                return OriginateTls.toObject(this, $protobuf.util.toJSONOptions);
            };

            return OriginateTls;
        })();

        waypoint.RetryBudget = (function() {

            const RetryBudget = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            RetryBudget.prototype.percent = 0;
            RetryBudget.prototype.minConcurrency = 0;

            RetryBudget.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.percent != null && $Object.hasOwnProperty.call(message, "percent") && message.percent !== 0)
                    writer.uint32(8).uint32(message.percent);
                if (message.minConcurrency != null && $Object.hasOwnProperty.call(message, "minConcurrency") && message.minConcurrency !== 0)
                    writer.uint32(16).uint32(message.minConcurrency);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RetryBudget.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.RetryBudget();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.percent = value;
                            else
                                delete message.percent;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.minConcurrency = value;
                            else
                                delete message.minConcurrency;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            RetryBudget.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.RetryBudget)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.RetryBudget: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.RetryBudget();
                if (object.percent != null)
                    if ($Number(object.percent) !== 0)
                        message.percent = object.percent >>> 0;
                if (object.minConcurrency != null)
                    if ($Number(object.minConcurrency) !== 0)
                        message.minConcurrency = object.minConcurrency >>> 0;
                return message;
            };

            RetryBudget.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.percent = 0;
                    object.minConcurrency = 0;
                }
                if (message.percent != null && $Object.hasOwnProperty.call(message, "percent"))
                    object.percent = message.percent;
                if (message.minConcurrency != null && $Object.hasOwnProperty.call(message, "minConcurrency"))
                    object.minConcurrency = message.minConcurrency;
                return object;
            };

            RetryBudget.prototype.toJSON = function() {
                return RetryBudget.toObject(this, $protobuf.util.toJSONOptions);
            };

            return RetryBudget;
        })();

        waypoint.Telemetry = (function() {

            const Telemetry = function (properties) {
                this.metricChanges = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Telemetry.prototype.metricChanges = $util.emptyArray;
            Telemetry.prototype.accessLog = null;
            Telemetry.prototype.tracing = null;

            Telemetry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.metricChanges != null && message.metricChanges.length)
                    for (let i = 0; i < message.metricChanges.length; ++i)
                        $root.ambit.waypoint.MetricChange.encode(message.metricChanges[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.accessLog != null && $Object.hasOwnProperty.call(message, "accessLog"))
                    $root.ambit.waypoint.AccessLog.encode(message.accessLog, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.tracing != null && $Object.hasOwnProperty.call(message, "tracing"))
                    $root.ambit.waypoint.Tracing.encode(message.tracing, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Telemetry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Telemetry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.metricChanges && message.metricChanges.length))
                                message.metricChanges = [];
                            message.metricChanges.push($root.ambit.waypoint.MetricChange.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.accessLog = $root.ambit.waypoint.AccessLog.decode(reader, reader.size(), $undefined, _depth + 1, message.accessLog);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.tracing = $root.ambit.waypoint.Tracing.decode(reader, reader.size(), $undefined, _depth + 1, message.tracing);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Telemetry.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Telemetry)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Telemetry: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Telemetry();
                if (object.metricChanges) {
                    if (!$Array.isArray(object.metricChanges))
                        throw $TypeError(".ambit.waypoint.Telemetry.metricChanges: array expected");
                    message.metricChanges = $Array(object.metricChanges.length);
                    for (let i = 0; i < object.metricChanges.length; ++i) {
                        if (!$util.isObject(object.metricChanges[i]))
                            throw $TypeError(".ambit.waypoint.Telemetry.metricChanges: object expected");
                        message.metricChanges[i] = $root.ambit.waypoint.MetricChange.fromObject(object.metricChanges[i], _depth + 1);
                    }
                }
                if (object.accessLog != null) {
                    if (!$util.isObject(object.accessLog))
                        throw $TypeError(".ambit.waypoint.Telemetry.accessLog: object expected");
                    message.accessLog = $root.ambit.waypoint.AccessLog.fromObject(object.accessLog, _depth + 1);
                }
                if (object.tracing != null) {
                    if (!$util.isObject(object.tracing))
                        throw $TypeError(".ambit.waypoint.Telemetry.tracing: object expected");
                    message.tracing = $root.ambit.waypoint.Tracing.fromObject(object.tracing, _depth + 1);
                }
                return message;
            };

            Telemetry.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.metricChanges = [];
                if (options.defaults) {
                    object.accessLog = null;
                    object.tracing = null;
                }
                if (message.metricChanges && message.metricChanges.length) {
                    object.metricChanges = $Array(message.metricChanges.length);
                    for (let j = 0; j < message.metricChanges.length; ++j)
                        object.metricChanges[j] = $root.ambit.waypoint.MetricChange.toObject(message.metricChanges[j], options, _depth + 1);
                }
                if (message.accessLog != null && $Object.hasOwnProperty.call(message, "accessLog"))
                    object.accessLog = $root.ambit.waypoint.AccessLog.toObject(message.accessLog, options, _depth + 1);
                if (message.tracing != null && $Object.hasOwnProperty.call(message, "tracing"))
                    object.tracing = $root.ambit.waypoint.Tracing.toObject(message.tracing, options, _depth + 1);
                return object;
            };

            Telemetry.prototype.toJSON = function() {
                return Telemetry.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Telemetry;
        })();

        waypoint.MetricChange = (function() {

            const MetricChange = function (properties) {
                this.labels = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            MetricChange.prototype.metric = null;
            MetricChange.prototype.isDisabled = false;
            MetricChange.prototype.labels = $util.emptyArray;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(MetricChange.prototype, "_metric", {
                get: $util.oneOfGetter($oneOfFields = ["metric"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            MetricChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.metric != null && $Object.hasOwnProperty.call(message, "metric"))
                    writer.uint32(10).string(message.metric);
                if (message.isDisabled != null && $Object.hasOwnProperty.call(message, "isDisabled") && message.isDisabled !== false)
                    writer.uint32(16).bool(message.isDisabled);
                if (message.labels != null && message.labels.length)
                    for (let i = 0; i < message.labels.length; ++i)
                        $root.ambit.waypoint.LabelChange.encode(message.labels[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            MetricChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.MetricChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.metric = reader.stringVerify();
                            message._metric = "metric";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isDisabled = value;
                            else
                                delete message.isDisabled;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.labels && message.labels.length))
                                message.labels = [];
                            message.labels.push($root.ambit.waypoint.LabelChange.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            MetricChange.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.MetricChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.MetricChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.MetricChange();
                if (object.metric != null)
                    message.metric = $String(object.metric);
                if (object.isDisabled != null)
                    if (object.isDisabled)
                        message.isDisabled = $Boolean(object.isDisabled);
                if (object.labels) {
                    if (!$Array.isArray(object.labels))
                        throw $TypeError(".ambit.waypoint.MetricChange.labels: array expected");
                    message.labels = $Array(object.labels.length);
                    for (let i = 0; i < object.labels.length; ++i) {
                        if (!$util.isObject(object.labels[i]))
                            throw $TypeError(".ambit.waypoint.MetricChange.labels: object expected");
                        message.labels[i] = $root.ambit.waypoint.LabelChange.fromObject(object.labels[i], _depth + 1);
                    }
                }
                return message;
            };

            MetricChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.labels = [];
                if (options.defaults)
                    object.isDisabled = false;
                if (message.metric != null && $Object.hasOwnProperty.call(message, "metric"))
                    object.metric = message.metric;
                if (message.isDisabled != null && $Object.hasOwnProperty.call(message, "isDisabled"))
                    object.isDisabled = message.isDisabled;
                if (message.labels && message.labels.length) {
                    object.labels = $Array(message.labels.length);
                    for (let j = 0; j < message.labels.length; ++j)
                        object.labels[j] = $root.ambit.waypoint.LabelChange.toObject(message.labels[j], options, _depth + 1);
                }
                return object;
            };

            MetricChange.prototype.toJSON = function() {
                return MetricChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            return MetricChange;
        })();

        waypoint.LabelChange = (function() {

            const LabelChange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            LabelChange.prototype.name = "";
            LabelChange.prototype.expression = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(LabelChange.prototype, "_expression", {
                get: $util.oneOfGetter($oneOfFields = ["expression"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            LabelChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.expression != null && $Object.hasOwnProperty.call(message, "expression"))
                    writer.uint32(18).string(message.expression);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LabelChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.LabelChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.expression = reader.stringVerify();
                            message._expression = "expression";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            LabelChange.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.LabelChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.LabelChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.LabelChange();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.expression != null)
                    message.expression = $String(object.expression);
                return message;
            };

            LabelChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.name = "";
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.expression != null && $Object.hasOwnProperty.call(message, "expression"))
                    object.expression = message.expression;
                return object;
            };

            LabelChange.prototype.toJSON = function() {
                return LabelChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            return LabelChange;
        })();

        waypoint.AccessLog = (function() {

            const AccessLog = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            AccessLog.prototype.isEnabled = false;
            AccessLog.prototype.isJson = false;
            AccessLog.prototype.format = null;
            AccessLog.prototype.filter = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AccessLog.prototype, "_format", {
                get: $util.oneOfGetter($oneOfFields = ["format"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AccessLog.prototype, "_filter", {
                get: $util.oneOfGetter($oneOfFields = ["filter"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            AccessLog.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.isEnabled != null && $Object.hasOwnProperty.call(message, "isEnabled") && message.isEnabled !== false)
                    writer.uint32(8).bool(message.isEnabled);
                if (message.isJson != null && $Object.hasOwnProperty.call(message, "isJson") && message.isJson !== false)
                    writer.uint32(16).bool(message.isJson);
                if (message.format != null && $Object.hasOwnProperty.call(message, "format"))
                    writer.uint32(26).string(message.format);
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter"))
                    writer.uint32(34).string(message.filter);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            AccessLog.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.AccessLog();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isEnabled = value;
                            else
                                delete message.isEnabled;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isJson = value;
                            else
                                delete message.isJson;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.format = reader.stringVerify();
                            message._format = "format";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.filter = reader.stringVerify();
                            message._filter = "filter";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            AccessLog.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.AccessLog)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.AccessLog: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.AccessLog();
                if (object.isEnabled != null)
                    if (object.isEnabled)
                        message.isEnabled = $Boolean(object.isEnabled);
                if (object.isJson != null)
                    if (object.isJson)
                        message.isJson = $Boolean(object.isJson);
                if (object.format != null)
                    message.format = $String(object.format);
                if (object.filter != null)
                    message.filter = $String(object.filter);
                return message;
            };

            AccessLog.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.isEnabled = false;
                    object.isJson = false;
                }
                if (message.isEnabled != null && $Object.hasOwnProperty.call(message, "isEnabled"))
                    object.isEnabled = message.isEnabled;
                if (message.isJson != null && $Object.hasOwnProperty.call(message, "isJson"))
                    object.isJson = message.isJson;
                if (message.format != null && $Object.hasOwnProperty.call(message, "format"))
                    object.format = message.format;
                if (message.filter != null && $Object.hasOwnProperty.call(message, "filter"))
                    object.filter = message.filter;
                return object;
            };

            AccessLog.prototype.toJSON = function() {
                return AccessLog.toObject(this, $protobuf.util.toJSONOptions);
            };

            return AccessLog;
        })();

        waypoint.Tracing = (function() {

            const Tracing = function (properties) {
                this.tags = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Tracing.prototype.provider = null;
            Tracing.prototype.samplingPer_100000 = 0;
            Tracing.prototype.isReported = false;
            Tracing.prototype.isPropagated = false;
            Tracing.prototype.tags = $util.emptyArray;

            Tracing.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.provider != null && $Object.hasOwnProperty.call(message, "provider"))
                    $root.ambit.waypoint.TracingProvider.encode(message.provider, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.samplingPer_100000 != null && $Object.hasOwnProperty.call(message, "samplingPer_100000") && message.samplingPer_100000 !== 0)
                    writer.uint32(16).uint32(message.samplingPer_100000);
                if (message.isReported != null && $Object.hasOwnProperty.call(message, "isReported") && message.isReported !== false)
                    writer.uint32(24).bool(message.isReported);
                if (message.isPropagated != null && $Object.hasOwnProperty.call(message, "isPropagated") && message.isPropagated !== false)
                    writer.uint32(32).bool(message.isPropagated);
                if (message.tags != null && message.tags.length)
                    for (let i = 0; i < message.tags.length; ++i)
                        $root.ambit.waypoint.SpanTag.encode(message.tags[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Tracing.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.Tracing();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.provider = $root.ambit.waypoint.TracingProvider.decode(reader, reader.size(), $undefined, _depth + 1, message.provider);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.samplingPer_100000 = value;
                            else
                                delete message.samplingPer_100000;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isReported = value;
                            else
                                delete message.isReported;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isPropagated = value;
                            else
                                delete message.isPropagated;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.tags && message.tags.length))
                                message.tags = [];
                            message.tags.push($root.ambit.waypoint.SpanTag.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Tracing.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.Tracing)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.Tracing: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.Tracing();
                if (object.provider != null) {
                    if (!$util.isObject(object.provider))
                        throw $TypeError(".ambit.waypoint.Tracing.provider: object expected");
                    message.provider = $root.ambit.waypoint.TracingProvider.fromObject(object.provider, _depth + 1);
                }
                if (object.samplingPer_100000 != null)
                    if ($Number(object.samplingPer_100000) !== 0)
                        message.samplingPer_100000 = object.samplingPer_100000 >>> 0;
                if (object.isReported != null)
                    if (object.isReported)
                        message.isReported = $Boolean(object.isReported);
                if (object.isPropagated != null)
                    if (object.isPropagated)
                        message.isPropagated = $Boolean(object.isPropagated);
                if (object.tags) {
                    if (!$Array.isArray(object.tags))
                        throw $TypeError(".ambit.waypoint.Tracing.tags: array expected");
                    message.tags = $Array(object.tags.length);
                    for (let i = 0; i < object.tags.length; ++i) {
                        if (!$util.isObject(object.tags[i]))
                            throw $TypeError(".ambit.waypoint.Tracing.tags: object expected");
                        message.tags[i] = $root.ambit.waypoint.SpanTag.fromObject(object.tags[i], _depth + 1);
                    }
                }
                return message;
            };

            Tracing.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.tags = [];
                if (options.defaults) {
                    object.provider = null;
                    object.samplingPer_100000 = 0;
                    object.isReported = false;
                    object.isPropagated = false;
                }
                if (message.provider != null && $Object.hasOwnProperty.call(message, "provider"))
                    object.provider = $root.ambit.waypoint.TracingProvider.toObject(message.provider, options, _depth + 1);
                if (message.samplingPer_100000 != null && $Object.hasOwnProperty.call(message, "samplingPer_100000"))
                    object.samplingPer_100000 = message.samplingPer_100000;
                if (message.isReported != null && $Object.hasOwnProperty.call(message, "isReported"))
                    object.isReported = message.isReported;
                if (message.isPropagated != null && $Object.hasOwnProperty.call(message, "isPropagated"))
                    object.isPropagated = message.isPropagated;
                if (message.tags && message.tags.length) {
                    object.tags = $Array(message.tags.length);
                    for (let j = 0; j < message.tags.length; ++j)
                        object.tags[j] = $root.ambit.waypoint.SpanTag.toObject(message.tags[j], options, _depth + 1);
                }
                return object;
            };

            Tracing.prototype.toJSON = function() {
                return Tracing.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Tracing;
        })();

        waypoint.TracingProvider = (function() {

            const TracingProvider = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            TracingProvider.prototype.isZipkin = false;
            TracingProvider.prototype.service = "";
            TracingProvider.prototype.port = 0;
            TracingProvider.prototype.path = "";

            TracingProvider.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.isZipkin != null && $Object.hasOwnProperty.call(message, "isZipkin") && message.isZipkin !== false)
                    writer.uint32(8).bool(message.isZipkin);
                if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
                    writer.uint32(18).string(message.service);
                if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                    writer.uint32(24).uint32(message.port);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(34).string(message.path);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TracingProvider.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.TracingProvider();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isZipkin = value;
                            else
                                delete message.isZipkin;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.service = value;
                            else
                                delete message.service;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.port = value;
                            else
                                delete message.port;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            TracingProvider.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.TracingProvider)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.TracingProvider: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.TracingProvider();
                if (object.isZipkin != null)
                    if (object.isZipkin)
                        message.isZipkin = $Boolean(object.isZipkin);
                if (object.service != null)
                    if (typeof object.service !== "string" || object.service.length)
                        message.service = $String(object.service);
                if (object.port != null)
                    if ($Number(object.port) !== 0)
                        message.port = object.port >>> 0;
                if (object.path != null)
                    if (typeof object.path !== "string" || object.path.length)
                        message.path = $String(object.path);
                return message;
            };

            TracingProvider.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.isZipkin = false;
                    object.service = "";
                    object.port = 0;
                    object.path = "";
                }
                if (message.isZipkin != null && $Object.hasOwnProperty.call(message, "isZipkin"))
                    object.isZipkin = message.isZipkin;
                if (message.service != null && $Object.hasOwnProperty.call(message, "service"))
                    object.service = message.service;
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    object.port = message.port;
                if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                    object.path = message.path;
                return object;
            };

            TracingProvider.prototype.toJSON = function() {
                return TracingProvider.toObject(this, $protobuf.util.toJSONOptions);
            };

            return TracingProvider;
        })();

        waypoint.SpanTag = (function() {

            const SpanTag = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SpanTag.prototype.name = "";
            SpanTag.prototype.literal = null;
            SpanTag.prototype.header = null;
            SpanTag.prototype.fallback = "";

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(SpanTag.prototype, "_literal", {
                get: $util.oneOfGetter($oneOfFields = ["literal"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(SpanTag.prototype, "_header", {
                get: $util.oneOfGetter($oneOfFields = ["header"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            SpanTag.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.literal != null && $Object.hasOwnProperty.call(message, "literal"))
                    writer.uint32(18).string(message.literal);
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    writer.uint32(26).string(message.header);
                if (message.fallback != null && $Object.hasOwnProperty.call(message, "fallback") && message.fallback !== "")
                    writer.uint32(34).string(message.fallback);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SpanTag.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.ambit.waypoint.SpanTag();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.literal = reader.stringVerify();
                            message._literal = "literal";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.header = reader.stringVerify();
                            message._header = "header";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.fallback = value;
                            else
                                delete message.fallback;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SpanTag.fromObject = function (object, _depth) {
                if (object instanceof $root.ambit.waypoint.SpanTag)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".ambit.waypoint.SpanTag: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.ambit.waypoint.SpanTag();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.literal != null)
                    message.literal = $String(object.literal);
                if (object.header != null)
                    message.header = $String(object.header);
                if (object.fallback != null)
                    if (typeof object.fallback !== "string" || object.fallback.length)
                        message.fallback = $String(object.fallback);
                return message;
            };

            SpanTag.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.fallback = "";
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.literal != null && $Object.hasOwnProperty.call(message, "literal"))
                    object.literal = message.literal;
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = message.header;
                if (message.fallback != null && $Object.hasOwnProperty.call(message, "fallback"))
                    object.fallback = message.fallback;
                return object;
            };

            SpanTag.prototype.toJSON = function() {
                return SpanTag.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SpanTag;
        })();

        return waypoint;
    })();

    return ambit;
})();

export {
  $root as default
};
