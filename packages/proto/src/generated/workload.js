/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $Boolean = $util.global.Boolean, $Number = $util.global.Number, $isFinite = $util.global.isFinite, $parseInt = $util.global.parseInt, $BigInt = $util.global.BigInt;

const $root = $protobuf.roots["ambit-workload"] || ($protobuf.roots["ambit-workload"] = {});

export const istio = $root.istio = (() => {

    const istio = {};

    istio.workload = (function() {

        const workload = {};

        workload.Address = (function() {

            const Address = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Address.prototype.workload = null;
            Address.prototype.service = null;

            let $oneOfFields;

            $Object.defineProperty(Address.prototype, "type", {
                get: $util.oneOfGetter($oneOfFields = ["workload", "service"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Address.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.workload != null && $Object.hasOwnProperty.call(message, "workload"))
                    $root.istio.workload.Workload.encode(message.workload, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.service != null && $Object.hasOwnProperty.call(message, "service"))
                    $root.istio.workload.Service.encode(message.service, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Address.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.Address();
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
                            message.workload = $root.istio.workload.Workload.decode(reader, reader.size(), $undefined, _depth + 1, message.workload);
                            message.type = "workload";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.service = $root.istio.workload.Service.decode(reader, reader.size(), $undefined, _depth + 1, message.service);
                            message.type = "service";
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

            Address.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.Address)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.Address: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.Address();
                if (object.workload != null) {
                    if (!$util.isObject(object.workload))
                        throw $TypeError(".istio.workload.Address.workload: object expected");
                    message.workload = $root.istio.workload.Workload.fromObject(object.workload, _depth + 1);
                }
                if (object.service != null) {
                    if (!$util.isObject(object.service))
                        throw $TypeError(".istio.workload.Address.service: object expected");
                    message.service = $root.istio.workload.Service.fromObject(object.service, _depth + 1);
                }
                return message;
            };

            Address.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.workload != null && $Object.hasOwnProperty.call(message, "workload")) {
                    object.workload = $root.istio.workload.Workload.toObject(message.workload, options, _depth + 1);
                    if (options.oneofs)
                        object.type = "workload";
                }
                if (message.service != null && $Object.hasOwnProperty.call(message, "service")) {
                    object.service = $root.istio.workload.Service.toObject(message.service, options, _depth + 1);
                    if (options.oneofs)
                        object.type = "service";
                }
                return object;
            };

            Address.prototype.toJSON = function() {
                return Address.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Address;
        })();

        workload.Service = (function() {

            const Service = function (properties) {
                this.addresses = [];
                this.ports = [];
                this.subjectAltNames = [];
                this.extensions = [];
                this.weightedWaypoints = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Service.prototype.name = "";
            Service.prototype.namespace = "";
            Service.prototype.hostname = "";
            Service.prototype.addresses = $util.emptyArray;
            Service.prototype.ports = $util.emptyArray;
            Service.prototype.subjectAltNames = $util.emptyArray;
            Service.prototype.waypoint = null;
            Service.prototype.loadBalancing = null;
            Service.prototype.ipFamilies = 0;
            Service.prototype.extensions = $util.emptyArray;
            Service.prototype.canonical = false;
            Service.prototype.ingressUseWaypoint = false;
            Service.prototype.weightedWaypoints = $util.emptyArray;
            Service.prototype.visibility = 0;

            Service.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(18).string(message.namespace);
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname") && message.hostname !== "")
                    writer.uint32(26).string(message.hostname);
                if (message.addresses != null && message.addresses.length)
                    for (let i = 0; i < message.addresses.length; ++i)
                        $root.istio.workload.NetworkAddress.encode(message.addresses[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.ports != null && message.ports.length)
                    for (let i = 0; i < message.ports.length; ++i)
                        $root.istio.workload.Port.encode(message.ports[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.subjectAltNames != null && message.subjectAltNames.length)
                    for (let i = 0; i < message.subjectAltNames.length; ++i)
                        writer.uint32(50).string(message.subjectAltNames[i]);
                if (message.waypoint != null && $Object.hasOwnProperty.call(message, "waypoint"))
                    $root.istio.workload.GatewayAddress.encode(message.waypoint, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.loadBalancing != null && $Object.hasOwnProperty.call(message, "loadBalancing"))
                    $root.istio.workload.LoadBalancing.encode(message.loadBalancing, writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.ipFamilies != null && $Object.hasOwnProperty.call(message, "ipFamilies") && message.ipFamilies !== 0)
                    writer.uint32(72).int32(message.ipFamilies);
                if (message.extensions != null && message.extensions.length)
                    for (let i = 0; i < message.extensions.length; ++i)
                        $root.istio.workload.Extension.encode(message.extensions[i], writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.canonical != null && $Object.hasOwnProperty.call(message, "canonical") && message.canonical !== false)
                    writer.uint32(88).bool(message.canonical);
                if (message.ingressUseWaypoint != null && $Object.hasOwnProperty.call(message, "ingressUseWaypoint") && message.ingressUseWaypoint !== false)
                    writer.uint32(96).bool(message.ingressUseWaypoint);
                if (message.weightedWaypoints != null && message.weightedWaypoints.length)
                    for (let i = 0; i < message.weightedWaypoints.length; ++i)
                        $root.istio.workload.WeightedWaypoint.encode(message.weightedWaypoints[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.visibility != null && $Object.hasOwnProperty.call(message, "visibility") && message.visibility !== 0)
                    writer.uint32(112).int32(message.visibility);
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
                message = _target || new $root.istio.workload.Service();
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
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hostname = value;
                            else
                                delete message.hostname;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.addresses && message.addresses.length))
                                message.addresses = [];
                            message.addresses.push($root.istio.workload.NetworkAddress.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ports && message.ports.length))
                                message.ports = [];
                            message.ports.push($root.istio.workload.Port.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.subjectAltNames && message.subjectAltNames.length))
                                message.subjectAltNames = [];
                            message.subjectAltNames.push(reader.stringVerify());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.waypoint = $root.istio.workload.GatewayAddress.decode(reader, reader.size(), $undefined, _depth + 1, message.waypoint);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.loadBalancing = $root.istio.workload.LoadBalancing.decode(reader, reader.size(), $undefined, _depth + 1, message.loadBalancing);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.ipFamilies = value;
                            else
                                delete message.ipFamilies;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (!(message.extensions && message.extensions.length))
                                message.extensions = [];
                            message.extensions.push($root.istio.workload.Extension.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.canonical = value;
                            else
                                delete message.canonical;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ingressUseWaypoint = value;
                            else
                                delete message.ingressUseWaypoint;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.weightedWaypoints && message.weightedWaypoints.length))
                                message.weightedWaypoints = [];
                            message.weightedWaypoints.push($root.istio.workload.WeightedWaypoint.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.visibility = value;
                            else
                                delete message.visibility;
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
                if (object instanceof $root.istio.workload.Service)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.Service: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.Service();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.hostname != null)
                    if (typeof object.hostname !== "string" || object.hostname.length)
                        message.hostname = $String(object.hostname);
                if (object.addresses) {
                    if (!$Array.isArray(object.addresses))
                        throw $TypeError(".istio.workload.Service.addresses: array expected");
                    message.addresses = $Array(object.addresses.length);
                    for (let i = 0; i < object.addresses.length; ++i) {
                        if (!$util.isObject(object.addresses[i]))
                            throw $TypeError(".istio.workload.Service.addresses: object expected");
                        message.addresses[i] = $root.istio.workload.NetworkAddress.fromObject(object.addresses[i], _depth + 1);
                    }
                }
                if (object.ports) {
                    if (!$Array.isArray(object.ports))
                        throw $TypeError(".istio.workload.Service.ports: array expected");
                    message.ports = $Array(object.ports.length);
                    for (let i = 0; i < object.ports.length; ++i) {
                        if (!$util.isObject(object.ports[i]))
                            throw $TypeError(".istio.workload.Service.ports: object expected");
                        message.ports[i] = $root.istio.workload.Port.fromObject(object.ports[i], _depth + 1);
                    }
                }
                if (object.subjectAltNames) {
                    if (!$Array.isArray(object.subjectAltNames))
                        throw $TypeError(".istio.workload.Service.subjectAltNames: array expected");
                    message.subjectAltNames = $Array(object.subjectAltNames.length);
                    for (let i = 0; i < object.subjectAltNames.length; ++i)
                        message.subjectAltNames[i] = $String(object.subjectAltNames[i]);
                }
                if (object.waypoint != null) {
                    if (!$util.isObject(object.waypoint))
                        throw $TypeError(".istio.workload.Service.waypoint: object expected");
                    message.waypoint = $root.istio.workload.GatewayAddress.fromObject(object.waypoint, _depth + 1);
                }
                if (object.loadBalancing != null) {
                    if (!$util.isObject(object.loadBalancing))
                        throw $TypeError(".istio.workload.Service.loadBalancing: object expected");
                    message.loadBalancing = $root.istio.workload.LoadBalancing.fromObject(object.loadBalancing, _depth + 1);
                }
                if (object.ipFamilies !== 0 && (typeof object.ipFamilies !== "string" || $root.istio.workload.IPFamilies[object.ipFamilies] !== 0))
                    switch (object.ipFamilies) {
                    case "AUTOMATIC":
                    case 0:
                        message.ipFamilies = 0;
                        break;
                    case "IPV4_ONLY":
                    case 1:
                        message.ipFamilies = 1;
                        break;
                    case "IPV6_ONLY":
                    case 2:
                        message.ipFamilies = 2;
                        break;
                    case "DUAL":
                    case 3:
                        message.ipFamilies = 3;
                        break;
                    default:
                        if (typeof object.ipFamilies === "number" && (object.ipFamilies | 0) === object.ipFamilies)
                            message.ipFamilies = object.ipFamilies;
                    }
                if (object.extensions) {
                    if (!$Array.isArray(object.extensions))
                        throw $TypeError(".istio.workload.Service.extensions: array expected");
                    message.extensions = $Array(object.extensions.length);
                    for (let i = 0; i < object.extensions.length; ++i) {
                        if (!$util.isObject(object.extensions[i]))
                            throw $TypeError(".istio.workload.Service.extensions: object expected");
                        message.extensions[i] = $root.istio.workload.Extension.fromObject(object.extensions[i], _depth + 1);
                    }
                }
                if (object.canonical != null)
                    if (object.canonical)
                        message.canonical = $Boolean(object.canonical);
                if (object.ingressUseWaypoint != null)
                    if (object.ingressUseWaypoint)
                        message.ingressUseWaypoint = $Boolean(object.ingressUseWaypoint);
                if (object.weightedWaypoints) {
                    if (!$Array.isArray(object.weightedWaypoints))
                        throw $TypeError(".istio.workload.Service.weightedWaypoints: array expected");
                    message.weightedWaypoints = $Array(object.weightedWaypoints.length);
                    for (let i = 0; i < object.weightedWaypoints.length; ++i) {
                        if (!$util.isObject(object.weightedWaypoints[i]))
                            throw $TypeError(".istio.workload.Service.weightedWaypoints: object expected");
                        message.weightedWaypoints[i] = $root.istio.workload.WeightedWaypoint.fromObject(object.weightedWaypoints[i], _depth + 1);
                    }
                }
                if (object.visibility !== 0 && (typeof object.visibility !== "string" || $root.istio.workload.Service.Visibility[object.visibility] !== 0))
                    switch (object.visibility) {
                    case "PUBLIC":
                    case 0:
                        message.visibility = 0;
                        break;
                    case "NAMESPACE":
                    case 1:
                        message.visibility = 1;
                        break;
                    default:
                        if (typeof object.visibility === "number" && (object.visibility | 0) === object.visibility)
                            message.visibility = object.visibility;
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
                    object.addresses = [];
                    object.ports = [];
                    object.subjectAltNames = [];
                    object.extensions = [];
                    object.weightedWaypoints = [];
                }
                if (options.defaults) {
                    object.name = "";
                    object.namespace = "";
                    object.hostname = "";
                    object.waypoint = null;
                    object.loadBalancing = null;
                    object.ipFamilies = options.enums === $String ? "AUTOMATIC" : 0;
                    object.canonical = false;
                    object.ingressUseWaypoint = false;
                    object.visibility = options.enums === $String ? "PUBLIC" : 0;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                    object.hostname = message.hostname;
                if (message.addresses && message.addresses.length) {
                    object.addresses = $Array(message.addresses.length);
                    for (let j = 0; j < message.addresses.length; ++j)
                        object.addresses[j] = $root.istio.workload.NetworkAddress.toObject(message.addresses[j], options, _depth + 1);
                }
                if (message.ports && message.ports.length) {
                    object.ports = $Array(message.ports.length);
                    for (let j = 0; j < message.ports.length; ++j)
                        object.ports[j] = $root.istio.workload.Port.toObject(message.ports[j], options, _depth + 1);
                }
                if (message.subjectAltNames && message.subjectAltNames.length) {
                    object.subjectAltNames = $Array(message.subjectAltNames.length);
                    for (let j = 0; j < message.subjectAltNames.length; ++j)
                        object.subjectAltNames[j] = message.subjectAltNames[j];
                }
                if (message.waypoint != null && $Object.hasOwnProperty.call(message, "waypoint"))
                    object.waypoint = $root.istio.workload.GatewayAddress.toObject(message.waypoint, options, _depth + 1);
                if (message.loadBalancing != null && $Object.hasOwnProperty.call(message, "loadBalancing"))
                    object.loadBalancing = $root.istio.workload.LoadBalancing.toObject(message.loadBalancing, options, _depth + 1);
                if (message.ipFamilies != null && $Object.hasOwnProperty.call(message, "ipFamilies"))
                    object.ipFamilies = options.enums === $String ? $root.istio.workload.IPFamilies[message.ipFamilies] === $undefined ? message.ipFamilies : $root.istio.workload.IPFamilies[message.ipFamilies] : message.ipFamilies;
                if (message.extensions && message.extensions.length) {
                    object.extensions = $Array(message.extensions.length);
                    for (let j = 0; j < message.extensions.length; ++j)
                        object.extensions[j] = $root.istio.workload.Extension.toObject(message.extensions[j], options, _depth + 1);
                }
                if (message.canonical != null && $Object.hasOwnProperty.call(message, "canonical"))
                    object.canonical = message.canonical;
                if (message.ingressUseWaypoint != null && $Object.hasOwnProperty.call(message, "ingressUseWaypoint"))
                    object.ingressUseWaypoint = message.ingressUseWaypoint;
                if (message.weightedWaypoints && message.weightedWaypoints.length) {
                    object.weightedWaypoints = $Array(message.weightedWaypoints.length);
                    for (let j = 0; j < message.weightedWaypoints.length; ++j)
                        object.weightedWaypoints[j] = $root.istio.workload.WeightedWaypoint.toObject(message.weightedWaypoints[j], options, _depth + 1);
                }
                if (message.visibility != null && $Object.hasOwnProperty.call(message, "visibility"))
                    object.visibility = options.enums === $String ? $root.istio.workload.Service.Visibility[message.visibility] === $undefined ? message.visibility : $root.istio.workload.Service.Visibility[message.visibility] : message.visibility;
                return object;
            };

            Service.prototype.toJSON = function() {
                return Service.toObject(this, $protobuf.util.toJSONOptions);
            };

            Service.Visibility = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "PUBLIC"] = 0;
                values[valuesById[1] = "NAMESPACE"] = 1;
                return values;
            })();

            return Service;
        })();

        workload.IPFamilies = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "AUTOMATIC"] = 0;
            values[valuesById[1] = "IPV4_ONLY"] = 1;
            values[valuesById[2] = "IPV6_ONLY"] = 2;
            values[valuesById[3] = "DUAL"] = 3;
            return values;
        })();

        workload.LoadBalancing = (function() {

            const LoadBalancing = function (properties) {
                this.routingPreference = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            LoadBalancing.prototype.routingPreference = $util.emptyArray;
            LoadBalancing.prototype.mode = 0;
            LoadBalancing.prototype.healthPolicy = 0;

            LoadBalancing.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.routingPreference != null && message.routingPreference.length)
                    writer.uint32(10).int32s(message.routingPreference);
                if (message.mode != null && $Object.hasOwnProperty.call(message, "mode") && message.mode !== 0)
                    writer.uint32(16).int32(message.mode);
                if (message.healthPolicy != null && $Object.hasOwnProperty.call(message, "healthPolicy") && message.healthPolicy !== 0)
                    writer.uint32(24).int32(message.healthPolicy);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LoadBalancing.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.LoadBalancing();
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
                            if (wireType === 2) {
                                if (!(message.routingPreference && message.routingPreference.length))
                                    message.routingPreference = [];
                                reader.int32s(message.routingPreference);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.routingPreference && message.routingPreference.length))
                                message.routingPreference = [];
                            message.routingPreference.push(reader.int32());
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.mode = value;
                            else
                                delete message.mode;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.healthPolicy = value;
                            else
                                delete message.healthPolicy;
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

            LoadBalancing.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.LoadBalancing)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.LoadBalancing: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.LoadBalancing();
                if (object.routingPreference) {
                    if (!$Array.isArray(object.routingPreference))
                        throw $TypeError(".istio.workload.LoadBalancing.routingPreference: array expected");
                    message.routingPreference = [];
                    for (let i = 0; i < object.routingPreference.length; ++i)
                        switch (object.routingPreference[i]) {
                        case "UNSPECIFIED_SCOPE":
                        case 0:
                            message.routingPreference[message.routingPreference.length] = 0;
                            break;
                        case "REGION":
                        case 1:
                            message.routingPreference[message.routingPreference.length] = 1;
                            break;
                        case "ZONE":
                        case 2:
                            message.routingPreference[message.routingPreference.length] = 2;
                            break;
                        case "SUBZONE":
                        case 3:
                            message.routingPreference[message.routingPreference.length] = 3;
                            break;
                        case "NODE":
                        case 4:
                            message.routingPreference[message.routingPreference.length] = 4;
                            break;
                        case "CLUSTER":
                        case 5:
                            message.routingPreference[message.routingPreference.length] = 5;
                            break;
                        case "NETWORK":
                        case 6:
                            message.routingPreference[message.routingPreference.length] = 6;
                            break;
                        default:
                            if (typeof object.routingPreference[i] === "number" && (object.routingPreference[i] | 0) === object.routingPreference[i])
                                message.routingPreference[message.routingPreference.length] = object.routingPreference[i];
                        }
                }
                if (object.mode !== 0 && (typeof object.mode !== "string" || $root.istio.workload.LoadBalancing.Mode[object.mode] !== 0))
                    switch (object.mode) {
                    case "UNSPECIFIED_MODE":
                    case 0:
                        message.mode = 0;
                        break;
                    case "STRICT":
                    case 1:
                        message.mode = 1;
                        break;
                    case "FAILOVER":
                    case 2:
                        message.mode = 2;
                        break;
                    case "PASSTHROUGH":
                    case 3:
                        message.mode = 3;
                        break;
                    default:
                        if (typeof object.mode === "number" && (object.mode | 0) === object.mode)
                            message.mode = object.mode;
                    }
                if (object.healthPolicy !== 0 && (typeof object.healthPolicy !== "string" || $root.istio.workload.LoadBalancing.HealthPolicy[object.healthPolicy] !== 0))
                    switch (object.healthPolicy) {
                    case "ONLY_HEALTHY":
                    case 0:
                        message.healthPolicy = 0;
                        break;
                    case "ALLOW_ALL":
                    case 1:
                        message.healthPolicy = 1;
                        break;
                    default:
                        if (typeof object.healthPolicy === "number" && (object.healthPolicy | 0) === object.healthPolicy)
                            message.healthPolicy = object.healthPolicy;
                    }
                return message;
            };

            LoadBalancing.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.routingPreference = [];
                if (options.defaults) {
                    object.mode = options.enums === $String ? "UNSPECIFIED_MODE" : 0;
                    object.healthPolicy = options.enums === $String ? "ONLY_HEALTHY" : 0;
                }
                if (message.routingPreference && message.routingPreference.length) {
                    object.routingPreference = $Array(message.routingPreference.length);
                    for (let j = 0; j < message.routingPreference.length; ++j)
                        object.routingPreference[j] = options.enums === $String ? $root.istio.workload.LoadBalancing.Scope[message.routingPreference[j]] === $undefined ? message.routingPreference[j] : $root.istio.workload.LoadBalancing.Scope[message.routingPreference[j]] : message.routingPreference[j];
                }
                if (message.mode != null && $Object.hasOwnProperty.call(message, "mode"))
                    object.mode = options.enums === $String ? $root.istio.workload.LoadBalancing.Mode[message.mode] === $undefined ? message.mode : $root.istio.workload.LoadBalancing.Mode[message.mode] : message.mode;
                if (message.healthPolicy != null && $Object.hasOwnProperty.call(message, "healthPolicy"))
                    object.healthPolicy = options.enums === $String ? $root.istio.workload.LoadBalancing.HealthPolicy[message.healthPolicy] === $undefined ? message.healthPolicy : $root.istio.workload.LoadBalancing.HealthPolicy[message.healthPolicy] : message.healthPolicy;
                return object;
            };

            LoadBalancing.prototype.toJSON = function() {
                return LoadBalancing.toObject(this, $protobuf.util.toJSONOptions);
            };

            LoadBalancing.Scope = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED_SCOPE"] = 0;
                values[valuesById[1] = "REGION"] = 1;
                values[valuesById[2] = "ZONE"] = 2;
                values[valuesById[3] = "SUBZONE"] = 3;
                values[valuesById[4] = "NODE"] = 4;
                values[valuesById[5] = "CLUSTER"] = 5;
                values[valuesById[6] = "NETWORK"] = 6;
                return values;
            })();

            LoadBalancing.Mode = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED_MODE"] = 0;
                values[valuesById[1] = "STRICT"] = 1;
                values[valuesById[2] = "FAILOVER"] = 2;
                values[valuesById[3] = "PASSTHROUGH"] = 3;
                return values;
            })();

            LoadBalancing.HealthPolicy = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "ONLY_HEALTHY"] = 0;
                values[valuesById[1] = "ALLOW_ALL"] = 1;
                return values;
            })();

            return LoadBalancing;
        })();

        workload.Workload = (function() {

            const Workload = function (properties) {
                this.addresses = [];
                this.authorizationPolicies = [];
                this.services = {};
                this.extensions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Workload.prototype.name = "";
            Workload.prototype.namespace = "";
            Workload.prototype.addresses = $util.emptyArray;
            Workload.prototype.network = "";
            Workload.prototype.tunnelProtocol = 0;
            Workload.prototype.trustDomain = "";
            Workload.prototype.serviceAccount = "";
            Workload.prototype.waypoint = null;
            Workload.prototype.node = "";
            Workload.prototype.canonicalName = "";
            Workload.prototype.canonicalRevision = "";
            Workload.prototype.workloadType = 0;
            Workload.prototype.workloadName = "";
            Workload.prototype.nativeTunnel = false;
            Workload.prototype.authorizationPolicies = $util.emptyArray;
            Workload.prototype.status = 0;
            Workload.prototype.clusterId = "";
            Workload.prototype.networkGateway = null;
            Workload.prototype.uid = "";
            Workload.prototype.hostname = "";
            Workload.prototype.services = $util.emptyObject;
            Workload.prototype.applicationTunnel = null;
            Workload.prototype.locality = null;
            Workload.prototype.networkMode = 0;
            Workload.prototype.extensions = $util.emptyArray;
            Workload.prototype.capacity = null;

            Workload.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(18).string(message.namespace);
                if (message.addresses != null && message.addresses.length)
                    for (let i = 0; i < message.addresses.length; ++i)
                        writer.uint32(26).bytes(message.addresses[i]);
                if (message.network != null && $Object.hasOwnProperty.call(message, "network") && message.network !== "")
                    writer.uint32(34).string(message.network);
                if (message.tunnelProtocol != null && $Object.hasOwnProperty.call(message, "tunnelProtocol") && message.tunnelProtocol !== 0)
                    writer.uint32(40).int32(message.tunnelProtocol);
                if (message.trustDomain != null && $Object.hasOwnProperty.call(message, "trustDomain") && message.trustDomain !== "")
                    writer.uint32(50).string(message.trustDomain);
                if (message.serviceAccount != null && $Object.hasOwnProperty.call(message, "serviceAccount") && message.serviceAccount !== "")
                    writer.uint32(58).string(message.serviceAccount);
                if (message.waypoint != null && $Object.hasOwnProperty.call(message, "waypoint"))
                    $root.istio.workload.GatewayAddress.encode(message.waypoint, writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(74).string(message.node);
                if (message.canonicalName != null && $Object.hasOwnProperty.call(message, "canonicalName") && message.canonicalName !== "")
                    writer.uint32(82).string(message.canonicalName);
                if (message.canonicalRevision != null && $Object.hasOwnProperty.call(message, "canonicalRevision") && message.canonicalRevision !== "")
                    writer.uint32(90).string(message.canonicalRevision);
                if (message.workloadType != null && $Object.hasOwnProperty.call(message, "workloadType") && message.workloadType !== 0)
                    writer.uint32(96).int32(message.workloadType);
                if (message.workloadName != null && $Object.hasOwnProperty.call(message, "workloadName") && message.workloadName !== "")
                    writer.uint32(106).string(message.workloadName);
                if (message.nativeTunnel != null && $Object.hasOwnProperty.call(message, "nativeTunnel") && message.nativeTunnel !== false)
                    writer.uint32(112).bool(message.nativeTunnel);
                if (message.authorizationPolicies != null && message.authorizationPolicies.length)
                    for (let i = 0; i < message.authorizationPolicies.length; ++i)
                        writer.uint32(130).string(message.authorizationPolicies[i]);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                    writer.uint32(136).int32(message.status);
                if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId") && message.clusterId !== "")
                    writer.uint32(146).string(message.clusterId);
                if (message.networkGateway != null && $Object.hasOwnProperty.call(message, "networkGateway"))
                    $root.istio.workload.GatewayAddress.encode(message.networkGateway, writer.uint32(154).fork(), _depth + 1).ldelim();
                if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                    writer.uint32(162).string(message.uid);
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname") && message.hostname !== "")
                    writer.uint32(170).string(message.hostname);
                if (message.services != null && $Object.hasOwnProperty.call(message, "services"))
                    for (let keys = $Object.keys(message.services), i = 0; i < keys.length; ++i) {
                        writer.uint32(178).fork().uint32(10).string(keys[i]);
                        $root.istio.workload.PortList.encode(message.services[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
                    }
                if (message.applicationTunnel != null && $Object.hasOwnProperty.call(message, "applicationTunnel"))
                    $root.istio.workload.ApplicationTunnel.encode(message.applicationTunnel, writer.uint32(186).fork(), _depth + 1).ldelim();
                if (message.locality != null && $Object.hasOwnProperty.call(message, "locality"))
                    $root.istio.workload.Locality.encode(message.locality, writer.uint32(194).fork(), _depth + 1).ldelim();
                if (message.networkMode != null && $Object.hasOwnProperty.call(message, "networkMode") && message.networkMode !== 0)
                    writer.uint32(200).int32(message.networkMode);
                if (message.extensions != null && message.extensions.length)
                    for (let i = 0; i < message.extensions.length; ++i)
                        $root.istio.workload.Extension.encode(message.extensions[i], writer.uint32(210).fork(), _depth + 1).ldelim();
                if (message.capacity != null && $Object.hasOwnProperty.call(message, "capacity"))
                    $root.google.protobuf.UInt32Value.encode(message.capacity, writer.uint32(218).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Workload.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.istio.workload.Workload();
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
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.addresses && message.addresses.length))
                                message.addresses = [];
                            message.addresses.push(reader.bytes());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.network = value;
                            else
                                delete message.network;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.tunnelProtocol = value;
                            else
                                delete message.tunnelProtocol;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.trustDomain = value;
                            else
                                delete message.trustDomain;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.serviceAccount = value;
                            else
                                delete message.serviceAccount;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.waypoint = $root.istio.workload.GatewayAddress.decode(reader, reader.size(), $undefined, _depth + 1, message.waypoint);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.canonicalName = value;
                            else
                                delete message.canonicalName;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.canonicalRevision = value;
                            else
                                delete message.canonicalRevision;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.workloadType = value;
                            else
                                delete message.workloadType;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.workloadName = value;
                            else
                                delete message.workloadName;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.nativeTunnel = value;
                            else
                                delete message.nativeTunnel;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if (!(message.authorizationPolicies && message.authorizationPolicies.length))
                                message.authorizationPolicies = [];
                            message.authorizationPolicies.push(reader.stringVerify());
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.clusterId = value;
                            else
                                delete message.clusterId;
                            continue;
                        }
                    case 19: {
                            if (wireType !== 2)
                                break;
                            message.networkGateway = $root.istio.workload.GatewayAddress.decode(reader, reader.size(), $undefined, _depth + 1, message.networkGateway);
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.uid = value;
                            else
                                delete message.uid;
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hostname = value;
                            else
                                delete message.hostname;
                            continue;
                        }
                    case 22: {
                            if (wireType !== 2)
                                break;
                            if (message.services === $util.emptyObject)
                                message.services = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = null;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 2)
                                        break;
                                    value = $root.istio.workload.PortList.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.services, key);
                            message.services[key] = value || new $root.istio.workload.PortList();
                            continue;
                        }
                    case 23: {
                            if (wireType !== 2)
                                break;
                            message.applicationTunnel = $root.istio.workload.ApplicationTunnel.decode(reader, reader.size(), $undefined, _depth + 1, message.applicationTunnel);
                            continue;
                        }
                    case 24: {
                            if (wireType !== 2)
                                break;
                            message.locality = $root.istio.workload.Locality.decode(reader, reader.size(), $undefined, _depth + 1, message.locality);
                            continue;
                        }
                    case 25: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.networkMode = value;
                            else
                                delete message.networkMode;
                            continue;
                        }
                    case 26: {
                            if (wireType !== 2)
                                break;
                            if (!(message.extensions && message.extensions.length))
                                message.extensions = [];
                            message.extensions.push($root.istio.workload.Extension.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 27: {
                            if (wireType !== 2)
                                break;
                            message.capacity = $root.google.protobuf.UInt32Value.decode(reader, reader.size(), $undefined, _depth + 1, message.capacity);
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

            Workload.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.Workload)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.Workload: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.Workload();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.addresses) {
                    if (!$Array.isArray(object.addresses))
                        throw $TypeError(".istio.workload.Workload.addresses: array expected");
                    message.addresses = $Array(object.addresses.length);
                    for (let i = 0; i < object.addresses.length; ++i)
                        if (typeof object.addresses[i] === "string")
                            $util.base64.decode(object.addresses[i], message.addresses[i] = $util.newBuffer($util.base64.length(object.addresses[i])), 0);
                        else if (object.addresses[i].length >= 0)
                            message.addresses[i] = object.addresses[i];
                }
                if (object.network != null)
                    if (typeof object.network !== "string" || object.network.length)
                        message.network = $String(object.network);
                if (object.tunnelProtocol !== 0 && (typeof object.tunnelProtocol !== "string" || $root.istio.workload.TunnelProtocol[object.tunnelProtocol] !== 0))
                    switch (object.tunnelProtocol) {
                    case "NONE":
                    case 0:
                        message.tunnelProtocol = 0;
                        break;
                    case "HBONE":
                    case 1:
                        message.tunnelProtocol = 1;
                        break;
                    case "LEGACY_ISTIO_MTLS":
                    case 2:
                        message.tunnelProtocol = 2;
                        break;
                    default:
                        if (typeof object.tunnelProtocol === "number" && (object.tunnelProtocol | 0) === object.tunnelProtocol)
                            message.tunnelProtocol = object.tunnelProtocol;
                    }
                if (object.trustDomain != null)
                    if (typeof object.trustDomain !== "string" || object.trustDomain.length)
                        message.trustDomain = $String(object.trustDomain);
                if (object.serviceAccount != null)
                    if (typeof object.serviceAccount !== "string" || object.serviceAccount.length)
                        message.serviceAccount = $String(object.serviceAccount);
                if (object.waypoint != null) {
                    if (!$util.isObject(object.waypoint))
                        throw $TypeError(".istio.workload.Workload.waypoint: object expected");
                    message.waypoint = $root.istio.workload.GatewayAddress.fromObject(object.waypoint, _depth + 1);
                }
                if (object.node != null)
                    if (typeof object.node !== "string" || object.node.length)
                        message.node = $String(object.node);
                if (object.canonicalName != null)
                    if (typeof object.canonicalName !== "string" || object.canonicalName.length)
                        message.canonicalName = $String(object.canonicalName);
                if (object.canonicalRevision != null)
                    if (typeof object.canonicalRevision !== "string" || object.canonicalRevision.length)
                        message.canonicalRevision = $String(object.canonicalRevision);
                if (object.workloadType !== 0 && (typeof object.workloadType !== "string" || $root.istio.workload.WorkloadType[object.workloadType] !== 0))
                    switch (object.workloadType) {
                    case "DEPLOYMENT":
                    case 0:
                        message.workloadType = 0;
                        break;
                    case "CRONJOB":
                    case 1:
                        message.workloadType = 1;
                        break;
                    case "POD":
                    case 2:
                        message.workloadType = 2;
                        break;
                    case "JOB":
                    case 3:
                        message.workloadType = 3;
                        break;
                    default:
                        if (typeof object.workloadType === "number" && (object.workloadType | 0) === object.workloadType)
                            message.workloadType = object.workloadType;
                    }
                if (object.workloadName != null)
                    if (typeof object.workloadName !== "string" || object.workloadName.length)
                        message.workloadName = $String(object.workloadName);
                if (object.nativeTunnel != null)
                    if (object.nativeTunnel)
                        message.nativeTunnel = $Boolean(object.nativeTunnel);
                if (object.authorizationPolicies) {
                    if (!$Array.isArray(object.authorizationPolicies))
                        throw $TypeError(".istio.workload.Workload.authorizationPolicies: array expected");
                    message.authorizationPolicies = $Array(object.authorizationPolicies.length);
                    for (let i = 0; i < object.authorizationPolicies.length; ++i)
                        message.authorizationPolicies[i] = $String(object.authorizationPolicies[i]);
                }
                if (object.status !== 0 && (typeof object.status !== "string" || $root.istio.workload.WorkloadStatus[object.status] !== 0))
                    switch (object.status) {
                    case "HEALTHY":
                    case 0:
                        message.status = 0;
                        break;
                    case "UNHEALTHY":
                    case 1:
                        message.status = 1;
                        break;
                    default:
                        if (typeof object.status === "number" && (object.status | 0) === object.status)
                            message.status = object.status;
                    }
                if (object.clusterId != null)
                    if (typeof object.clusterId !== "string" || object.clusterId.length)
                        message.clusterId = $String(object.clusterId);
                if (object.networkGateway != null) {
                    if (!$util.isObject(object.networkGateway))
                        throw $TypeError(".istio.workload.Workload.networkGateway: object expected");
                    message.networkGateway = $root.istio.workload.GatewayAddress.fromObject(object.networkGateway, _depth + 1);
                }
                if (object.uid != null)
                    if (typeof object.uid !== "string" || object.uid.length)
                        message.uid = $String(object.uid);
                if (object.hostname != null)
                    if (typeof object.hostname !== "string" || object.hostname.length)
                        message.hostname = $String(object.hostname);
                if (object.services) {
                    if (!$util.isObject(object.services))
                        throw $TypeError(".istio.workload.Workload.services: object expected");
                    message.services = {};
                    for (let keys = $Object.keys(object.services), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.services, keys[i]);
                        if (!$util.isObject(object.services[keys[i]]))
                            throw $TypeError(".istio.workload.Workload.services: object expected");
                        message.services[keys[i]] = $root.istio.workload.PortList.fromObject(object.services[keys[i]], _depth + 1);
                    }
                }
                if (object.applicationTunnel != null) {
                    if (!$util.isObject(object.applicationTunnel))
                        throw $TypeError(".istio.workload.Workload.applicationTunnel: object expected");
                    message.applicationTunnel = $root.istio.workload.ApplicationTunnel.fromObject(object.applicationTunnel, _depth + 1);
                }
                if (object.locality != null) {
                    if (!$util.isObject(object.locality))
                        throw $TypeError(".istio.workload.Workload.locality: object expected");
                    message.locality = $root.istio.workload.Locality.fromObject(object.locality, _depth + 1);
                }
                if (object.networkMode !== 0 && (typeof object.networkMode !== "string" || $root.istio.workload.NetworkMode[object.networkMode] !== 0))
                    switch (object.networkMode) {
                    case "STANDARD":
                    case 0:
                        message.networkMode = 0;
                        break;
                    case "HOST_NETWORK":
                    case 1:
                        message.networkMode = 1;
                        break;
                    default:
                        if (typeof object.networkMode === "number" && (object.networkMode | 0) === object.networkMode)
                            message.networkMode = object.networkMode;
                    }
                if (object.extensions) {
                    if (!$Array.isArray(object.extensions))
                        throw $TypeError(".istio.workload.Workload.extensions: array expected");
                    message.extensions = $Array(object.extensions.length);
                    for (let i = 0; i < object.extensions.length; ++i) {
                        if (!$util.isObject(object.extensions[i]))
                            throw $TypeError(".istio.workload.Workload.extensions: object expected");
                        message.extensions[i] = $root.istio.workload.Extension.fromObject(object.extensions[i], _depth + 1);
                    }
                }
                if (object.capacity != null) {
                    if (!$util.isObject(object.capacity))
                        throw $TypeError(".istio.workload.Workload.capacity: object expected");
                    message.capacity = $root.google.protobuf.UInt32Value.fromObject(object.capacity, _depth + 1);
                }
                return message;
            };

            Workload.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.addresses = [];
                    object.authorizationPolicies = [];
                    object.extensions = [];
                }
                if (options.objects || options.defaults)
                    object.services = {};
                if (options.defaults) {
                    object.name = "";
                    object.namespace = "";
                    object.network = "";
                    object.tunnelProtocol = options.enums === $String ? "NONE" : 0;
                    object.trustDomain = "";
                    object.serviceAccount = "";
                    object.waypoint = null;
                    object.node = "";
                    object.canonicalName = "";
                    object.canonicalRevision = "";
                    object.workloadType = options.enums === $String ? "DEPLOYMENT" : 0;
                    object.workloadName = "";
                    object.nativeTunnel = false;
                    object.status = options.enums === $String ? "HEALTHY" : 0;
                    object.clusterId = "";
                    object.networkGateway = null;
                    object.uid = "";
                    object.hostname = "";
                    object.applicationTunnel = null;
                    object.locality = null;
                    object.networkMode = options.enums === $String ? "STANDARD" : 0;
                    object.capacity = null;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.addresses && message.addresses.length) {
                    object.addresses = $Array(message.addresses.length);
                    for (let j = 0; j < message.addresses.length; ++j)
                        object.addresses[j] = options.bytes === $String ? $util.base64.encode(message.addresses[j], 0, message.addresses[j].length) : options.bytes === $Array ? $Array.prototype.slice.call(message.addresses[j]) : message.addresses[j];
                }
                if (message.network != null && $Object.hasOwnProperty.call(message, "network"))
                    object.network = message.network;
                if (message.tunnelProtocol != null && $Object.hasOwnProperty.call(message, "tunnelProtocol"))
                    object.tunnelProtocol = options.enums === $String ? $root.istio.workload.TunnelProtocol[message.tunnelProtocol] === $undefined ? message.tunnelProtocol : $root.istio.workload.TunnelProtocol[message.tunnelProtocol] : message.tunnelProtocol;
                if (message.trustDomain != null && $Object.hasOwnProperty.call(message, "trustDomain"))
                    object.trustDomain = message.trustDomain;
                if (message.serviceAccount != null && $Object.hasOwnProperty.call(message, "serviceAccount"))
                    object.serviceAccount = message.serviceAccount;
                if (message.waypoint != null && $Object.hasOwnProperty.call(message, "waypoint"))
                    object.waypoint = $root.istio.workload.GatewayAddress.toObject(message.waypoint, options, _depth + 1);
                if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                    object.node = message.node;
                if (message.canonicalName != null && $Object.hasOwnProperty.call(message, "canonicalName"))
                    object.canonicalName = message.canonicalName;
                if (message.canonicalRevision != null && $Object.hasOwnProperty.call(message, "canonicalRevision"))
                    object.canonicalRevision = message.canonicalRevision;
                if (message.workloadType != null && $Object.hasOwnProperty.call(message, "workloadType"))
                    object.workloadType = options.enums === $String ? $root.istio.workload.WorkloadType[message.workloadType] === $undefined ? message.workloadType : $root.istio.workload.WorkloadType[message.workloadType] : message.workloadType;
                if (message.workloadName != null && $Object.hasOwnProperty.call(message, "workloadName"))
                    object.workloadName = message.workloadName;
                if (message.nativeTunnel != null && $Object.hasOwnProperty.call(message, "nativeTunnel"))
                    object.nativeTunnel = message.nativeTunnel;
                if (message.authorizationPolicies && message.authorizationPolicies.length) {
                    object.authorizationPolicies = $Array(message.authorizationPolicies.length);
                    for (let j = 0; j < message.authorizationPolicies.length; ++j)
                        object.authorizationPolicies[j] = message.authorizationPolicies[j];
                }
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    object.status = options.enums === $String ? $root.istio.workload.WorkloadStatus[message.status] === $undefined ? message.status : $root.istio.workload.WorkloadStatus[message.status] : message.status;
                if (message.clusterId != null && $Object.hasOwnProperty.call(message, "clusterId"))
                    object.clusterId = message.clusterId;
                if (message.networkGateway != null && $Object.hasOwnProperty.call(message, "networkGateway"))
                    object.networkGateway = $root.istio.workload.GatewayAddress.toObject(message.networkGateway, options, _depth + 1);
                if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                    object.uid = message.uid;
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                    object.hostname = message.hostname;
                let keys2;
                if (message.services && (keys2 = $Object.keys(message.services)).length) {
                    object.services = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.services, keys2[j]);
                        object.services[keys2[j]] = $root.istio.workload.PortList.toObject(message.services[keys2[j]], options, _depth + 1);
                    }
                }
                if (message.applicationTunnel != null && $Object.hasOwnProperty.call(message, "applicationTunnel"))
                    object.applicationTunnel = $root.istio.workload.ApplicationTunnel.toObject(message.applicationTunnel, options, _depth + 1);
                if (message.locality != null && $Object.hasOwnProperty.call(message, "locality"))
                    object.locality = $root.istio.workload.Locality.toObject(message.locality, options, _depth + 1);
                if (message.networkMode != null && $Object.hasOwnProperty.call(message, "networkMode"))
                    object.networkMode = options.enums === $String ? $root.istio.workload.NetworkMode[message.networkMode] === $undefined ? message.networkMode : $root.istio.workload.NetworkMode[message.networkMode] : message.networkMode;
                if (message.extensions && message.extensions.length) {
                    object.extensions = $Array(message.extensions.length);
                    for (let j = 0; j < message.extensions.length; ++j)
                        object.extensions[j] = $root.istio.workload.Extension.toObject(message.extensions[j], options, _depth + 1);
                }
                if (message.capacity != null && $Object.hasOwnProperty.call(message, "capacity"))
                    object.capacity = $root.google.protobuf.UInt32Value.toObject(message.capacity, options, _depth + 1);
                return object;
            };

            Workload.prototype.toJSON = function() {
                return Workload.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Workload;
        })();

        workload.NetworkMode = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "STANDARD"] = 0;
            values[valuesById[1] = "HOST_NETWORK"] = 1;
            return values;
        })();

        workload.WorkloadStatus = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "HEALTHY"] = 0;
            values[valuesById[1] = "UNHEALTHY"] = 1;
            return values;
        })();

        workload.WorkloadType = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DEPLOYMENT"] = 0;
            values[valuesById[1] = "CRONJOB"] = 1;
            values[valuesById[2] = "POD"] = 2;
            values[valuesById[3] = "JOB"] = 3;
            return values;
        })();

        workload.TunnelProtocol = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "NONE"] = 0;
            values[valuesById[1] = "HBONE"] = 1;
            values[valuesById[2] = "LEGACY_ISTIO_MTLS"] = 2;
            return values;
        })();

        workload.Locality = (function() {

            const Locality = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Locality.prototype.region = "";
            Locality.prototype.zone = "";
            Locality.prototype.subzone = "";

            Locality.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.region != null && $Object.hasOwnProperty.call(message, "region") && message.region !== "")
                    writer.uint32(10).string(message.region);
                if (message.zone != null && $Object.hasOwnProperty.call(message, "zone") && message.zone !== "")
                    writer.uint32(18).string(message.zone);
                if (message.subzone != null && $Object.hasOwnProperty.call(message, "subzone") && message.subzone !== "")
                    writer.uint32(26).string(message.subzone);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Locality.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.Locality();
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
                                message.region = value;
                            else
                                delete message.region;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.zone = value;
                            else
                                delete message.zone;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subzone = value;
                            else
                                delete message.subzone;
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

            Locality.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.Locality)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.Locality: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.Locality();
                if (object.region != null)
                    if (typeof object.region !== "string" || object.region.length)
                        message.region = $String(object.region);
                if (object.zone != null)
                    if (typeof object.zone !== "string" || object.zone.length)
                        message.zone = $String(object.zone);
                if (object.subzone != null)
                    if (typeof object.subzone !== "string" || object.subzone.length)
                        message.subzone = $String(object.subzone);
                return message;
            };

            Locality.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.region = "";
                    object.zone = "";
                    object.subzone = "";
                }
                if (message.region != null && $Object.hasOwnProperty.call(message, "region"))
                    object.region = message.region;
                if (message.zone != null && $Object.hasOwnProperty.call(message, "zone"))
                    object.zone = message.zone;
                if (message.subzone != null && $Object.hasOwnProperty.call(message, "subzone"))
                    object.subzone = message.subzone;
                return object;
            };

            Locality.prototype.toJSON = function() {
                return Locality.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Locality;
        })();

        workload.PortList = (function() {

            const PortList = function (properties) {
                this.ports = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            PortList.prototype.ports = $util.emptyArray;

            PortList.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ports != null && message.ports.length)
                    for (let i = 0; i < message.ports.length; ++i)
                        $root.istio.workload.Port.encode(message.ports[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PortList.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.PortList();
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
                            if (!(message.ports && message.ports.length))
                                message.ports = [];
                            message.ports.push($root.istio.workload.Port.decode(reader, reader.size(), $undefined, _depth + 1));
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

            PortList.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.PortList)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.PortList: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.PortList();
                if (object.ports) {
                    if (!$Array.isArray(object.ports))
                        throw $TypeError(".istio.workload.PortList.ports: array expected");
                    message.ports = $Array(object.ports.length);
                    for (let i = 0; i < object.ports.length; ++i) {
                        if (!$util.isObject(object.ports[i]))
                            throw $TypeError(".istio.workload.PortList.ports: object expected");
                        message.ports[i] = $root.istio.workload.Port.fromObject(object.ports[i], _depth + 1);
                    }
                }
                return message;
            };

            PortList.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.ports = [];
                if (message.ports && message.ports.length) {
                    object.ports = $Array(message.ports.length);
                    for (let j = 0; j < message.ports.length; ++j)
                        object.ports[j] = $root.istio.workload.Port.toObject(message.ports[j], options, _depth + 1);
                }
                return object;
            };

            PortList.prototype.toJSON = function() {
                return PortList.toObject(this, $protobuf.util.toJSONOptions);
            };

            return PortList;
        })();

        workload.Port = (function() {

            const Port = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Port.prototype.servicePort = 0;
            Port.prototype.targetPort = 0;
            Port.prototype.appProtocol = 0;

            Port.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.servicePort != null && $Object.hasOwnProperty.call(message, "servicePort") && message.servicePort !== 0)
                    writer.uint32(8).uint32(message.servicePort);
                if (message.targetPort != null && $Object.hasOwnProperty.call(message, "targetPort") && message.targetPort !== 0)
                    writer.uint32(16).uint32(message.targetPort);
                if (message.appProtocol != null && $Object.hasOwnProperty.call(message, "appProtocol") && message.appProtocol !== 0)
                    writer.uint32(24).int32(message.appProtocol);
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
                message = _target || new $root.istio.workload.Port();
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
                                message.servicePort = value;
                            else
                                delete message.servicePort;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.targetPort = value;
                            else
                                delete message.targetPort;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.appProtocol = value;
                            else
                                delete message.appProtocol;
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
                if (object instanceof $root.istio.workload.Port)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.Port: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.Port();
                if (object.servicePort != null)
                    if ($Number(object.servicePort) !== 0)
                        message.servicePort = object.servicePort >>> 0;
                if (object.targetPort != null)
                    if ($Number(object.targetPort) !== 0)
                        message.targetPort = object.targetPort >>> 0;
                if (object.appProtocol !== 0 && (typeof object.appProtocol !== "string" || $root.istio.workload.AppProtocol[object.appProtocol] !== 0))
                    switch (object.appProtocol) {
                    case "UNKNOWN":
                    case 0:
                        message.appProtocol = 0;
                        break;
                    case "HTTP11":
                    case 1:
                        message.appProtocol = 1;
                        break;
                    case "HTTP2":
                    case 2:
                        message.appProtocol = 2;
                        break;
                    case "GRPC":
                    case 3:
                        message.appProtocol = 3;
                        break;
                    case "TCP":
                    case 4:
                        message.appProtocol = 4;
                        break;
                    case "TLS":
                    case 5:
                        message.appProtocol = 5;
                        break;
                    default:
                        if (typeof object.appProtocol === "number" && (object.appProtocol | 0) === object.appProtocol)
                            message.appProtocol = object.appProtocol;
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
                    object.servicePort = 0;
                    object.targetPort = 0;
                    object.appProtocol = options.enums === $String ? "UNKNOWN" : 0;
                }
                if (message.servicePort != null && $Object.hasOwnProperty.call(message, "servicePort"))
                    object.servicePort = message.servicePort;
                if (message.targetPort != null && $Object.hasOwnProperty.call(message, "targetPort"))
                    object.targetPort = message.targetPort;
                if (message.appProtocol != null && $Object.hasOwnProperty.call(message, "appProtocol"))
                    object.appProtocol = options.enums === $String ? $root.istio.workload.AppProtocol[message.appProtocol] === $undefined ? message.appProtocol : $root.istio.workload.AppProtocol[message.appProtocol] : message.appProtocol;
                return object;
            };

            Port.prototype.toJSON = function() {
                return Port.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Port;
        })();

        workload.AppProtocol = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNKNOWN"] = 0;
            values[valuesById[1] = "HTTP11"] = 1;
            values[valuesById[2] = "HTTP2"] = 2;
            values[valuesById[3] = "GRPC"] = 3;
            values[valuesById[4] = "TCP"] = 4;
            values[valuesById[5] = "TLS"] = 5;
            return values;
        })();

        workload.ApplicationTunnel = (function() {

            const ApplicationTunnel = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ApplicationTunnel.prototype.protocol = 0;
            ApplicationTunnel.prototype.port = 0;

            ApplicationTunnel.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                    writer.uint32(8).int32(message.protocol);
                if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                    writer.uint32(16).uint32(message.port);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ApplicationTunnel.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.ApplicationTunnel();
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
                                message.protocol = value;
                            else
                                delete message.protocol;
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

            ApplicationTunnel.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.ApplicationTunnel)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.ApplicationTunnel: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.ApplicationTunnel();
                if (object.protocol !== 0 && (typeof object.protocol !== "string" || $root.istio.workload.ApplicationTunnel.Protocol[object.protocol] !== 0))
                    switch (object.protocol) {
                    case "NONE":
                    case 0:
                        message.protocol = 0;
                        break;
                    case "PROXY":
                    case 1:
                        message.protocol = 1;
                        break;
                    default:
                        if (typeof object.protocol === "number" && (object.protocol | 0) === object.protocol)
                            message.protocol = object.protocol;
                    }
                if (object.port != null)
                    if ($Number(object.port) !== 0)
                        message.port = object.port >>> 0;
                return message;
            };

            ApplicationTunnel.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.protocol = options.enums === $String ? "NONE" : 0;
                    object.port = 0;
                }
                if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                    object.protocol = options.enums === $String ? $root.istio.workload.ApplicationTunnel.Protocol[message.protocol] === $undefined ? message.protocol : $root.istio.workload.ApplicationTunnel.Protocol[message.protocol] : message.protocol;
                if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                    object.port = message.port;
                return object;
            };

            ApplicationTunnel.prototype.toJSON = function() {
                return ApplicationTunnel.toObject(this, $protobuf.util.toJSONOptions);
            };

            ApplicationTunnel.Protocol = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "NONE"] = 0;
                values[valuesById[1] = "PROXY"] = 1;
                return values;
            })();

            return ApplicationTunnel;
        })();

        workload.GatewayAddress = (function() {

            const GatewayAddress = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            GatewayAddress.prototype.hostname = null;
            GatewayAddress.prototype.address = null;
            GatewayAddress.prototype.hboneMtlsPort = 0;

            let $oneOfFields;

            $Object.defineProperty(GatewayAddress.prototype, "destination", {
                get: $util.oneOfGetter($oneOfFields = ["hostname", "address"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            GatewayAddress.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                    $root.istio.workload.NamespacedHostname.encode(message.hostname, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                    $root.istio.workload.NetworkAddress.encode(message.address, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.hboneMtlsPort != null && $Object.hasOwnProperty.call(message, "hboneMtlsPort") && message.hboneMtlsPort !== 0)
                    writer.uint32(24).uint32(message.hboneMtlsPort);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            GatewayAddress.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.GatewayAddress();
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
                            message.hostname = $root.istio.workload.NamespacedHostname.decode(reader, reader.size(), $undefined, _depth + 1, message.hostname);
                            message.destination = "hostname";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.address = $root.istio.workload.NetworkAddress.decode(reader, reader.size(), $undefined, _depth + 1, message.address);
                            message.destination = "address";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.hboneMtlsPort = value;
                            else
                                delete message.hboneMtlsPort;
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

            GatewayAddress.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.GatewayAddress)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.GatewayAddress: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.GatewayAddress();
                if (object.hostname != null) {
                    if (!$util.isObject(object.hostname))
                        throw $TypeError(".istio.workload.GatewayAddress.hostname: object expected");
                    message.hostname = $root.istio.workload.NamespacedHostname.fromObject(object.hostname, _depth + 1);
                }
                if (object.address != null) {
                    if (!$util.isObject(object.address))
                        throw $TypeError(".istio.workload.GatewayAddress.address: object expected");
                    message.address = $root.istio.workload.NetworkAddress.fromObject(object.address, _depth + 1);
                }
                if (object.hboneMtlsPort != null)
                    if ($Number(object.hboneMtlsPort) !== 0)
                        message.hboneMtlsPort = object.hboneMtlsPort >>> 0;
                return message;
            };

            GatewayAddress.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.hboneMtlsPort = 0;
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname")) {
                    object.hostname = $root.istio.workload.NamespacedHostname.toObject(message.hostname, options, _depth + 1);
                    if (options.oneofs)
                        object.destination = "hostname";
                }
                if (message.address != null && $Object.hasOwnProperty.call(message, "address")) {
                    object.address = $root.istio.workload.NetworkAddress.toObject(message.address, options, _depth + 1);
                    if (options.oneofs)
                        object.destination = "address";
                }
                if (message.hboneMtlsPort != null && $Object.hasOwnProperty.call(message, "hboneMtlsPort"))
                    object.hboneMtlsPort = message.hboneMtlsPort;
                return object;
            };

            GatewayAddress.prototype.toJSON = function() {
                return GatewayAddress.toObject(this, $protobuf.util.toJSONOptions);
            };

            return GatewayAddress;
        })();

        workload.WeightedWaypoint = (function() {

            const WeightedWaypoint = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            WeightedWaypoint.prototype.destination = null;
            WeightedWaypoint.prototype.weight = 0;

            WeightedWaypoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    $root.istio.workload.GatewayAddress.encode(message.destination, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.weight != null && $Object.hasOwnProperty.call(message, "weight") && message.weight !== 0)
                    writer.uint32(16).uint32(message.weight);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            WeightedWaypoint.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.WeightedWaypoint();
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
                            message.destination = $root.istio.workload.GatewayAddress.decode(reader, reader.size(), $undefined, _depth + 1, message.destination);
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

            WeightedWaypoint.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.WeightedWaypoint)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.WeightedWaypoint: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.WeightedWaypoint();
                if (object.destination != null) {
                    if (!$util.isObject(object.destination))
                        throw $TypeError(".istio.workload.WeightedWaypoint.destination: object expected");
                    message.destination = $root.istio.workload.GatewayAddress.fromObject(object.destination, _depth + 1);
                }
                if (object.weight != null)
                    if ($Number(object.weight) !== 0)
                        message.weight = object.weight >>> 0;
                return message;
            };

            WeightedWaypoint.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.destination = null;
                    object.weight = 0;
                }
                if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                    object.destination = $root.istio.workload.GatewayAddress.toObject(message.destination, options, _depth + 1);
                if (message.weight != null && $Object.hasOwnProperty.call(message, "weight"))
                    object.weight = message.weight;
                return object;
            };

            WeightedWaypoint.prototype.toJSON = function() {
                return WeightedWaypoint.toObject(this, $protobuf.util.toJSONOptions);
            };

            return WeightedWaypoint;
        })();

        workload.NetworkAddress = (function() {

            const NetworkAddress = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            NetworkAddress.prototype.network = "";
            NetworkAddress.prototype.address = $util.newBuffer([]);
            NetworkAddress.prototype.length = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(NetworkAddress.prototype, "_length", {
                get: $util.oneOfGetter($oneOfFields = ["length"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            NetworkAddress.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.network != null && $Object.hasOwnProperty.call(message, "network") && message.network !== "")
                    writer.uint32(10).string(message.network);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address.length)
                    writer.uint32(18).bytes(message.address);
                if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                    writer.uint32(24).uint32(message.length);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            NetworkAddress.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.NetworkAddress();
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
                                message.network = value;
                            else
                                delete message.network;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.length = reader.uint32();
                            message._length = "length";
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

            NetworkAddress.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.NetworkAddress)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.NetworkAddress: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.NetworkAddress();
                if (object.network != null)
                    if (typeof object.network !== "string" || object.network.length)
                        message.network = $String(object.network);
                if (object.address != null)
                    if (object.address.length)
                        if (typeof object.address === "string")
                            $util.base64.decode(object.address, message.address = $util.newBuffer($util.base64.length(object.address)), 0);
                        else if (object.address.length >= 0)
                            message.address = object.address;
                if (object.length != null)
                    message.length = object.length >>> 0;
                return message;
            };

            NetworkAddress.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.network = "";
                    if (options.bytes === $String)
                        object.address = "";
                    else {
                        object.address = [];
                        if (options.bytes !== $Array)
                            object.address = $util.newBuffer(object.address);
                    }
                }
                if (message.network != null && $Object.hasOwnProperty.call(message, "network"))
                    object.network = message.network;
                if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                    object.address = options.bytes === $String ? $util.base64.encode(message.address, 0, message.address.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.address) : message.address;
                if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
                    object.length = message.length;
                return object;
            };

            NetworkAddress.prototype.toJSON = function() {
                return NetworkAddress.toObject(this, $protobuf.util.toJSONOptions);
            };

            return NetworkAddress;
        })();

        workload.NamespacedHostname = (function() {

            const NamespacedHostname = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            NamespacedHostname.prototype.namespace = "";
            NamespacedHostname.prototype.hostname = "";

            NamespacedHostname.encode = function (message, writer, _depth) {
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
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            NamespacedHostname.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.NamespacedHostname();
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

            NamespacedHostname.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.NamespacedHostname)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.NamespacedHostname: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.NamespacedHostname();
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.hostname != null)
                    if (typeof object.hostname !== "string" || object.hostname.length)
                        message.hostname = $String(object.hostname);
                return message;
            };

            NamespacedHostname.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.namespace = "";
                    object.hostname = "";
                }
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                    object.hostname = message.hostname;
                return object;
            };

            NamespacedHostname.prototype.toJSON = function() {
                return NamespacedHostname.toObject(this, $protobuf.util.toJSONOptions);
            };

            return NamespacedHostname;
        })();

        workload.Extension = (function() {

            const Extension = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Extension.prototype.name = "";
            Extension.prototype.config = null;

            Extension.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.config != null && $Object.hasOwnProperty.call(message, "config"))
                    $root.google.protobuf.Any.encode(message.config, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Extension.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.workload.Extension();
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
                            message.config = $root.google.protobuf.Any.decode(reader, reader.size(), $undefined, _depth + 1, message.config);
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

            Extension.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.workload.Extension)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.workload.Extension: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.workload.Extension();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.config != null) {
                    if (!$util.isObject(object.config))
                        throw $TypeError(".istio.workload.Extension.config: object expected");
                    message.config = $root.google.protobuf.Any.fromObject(object.config, _depth + 1);
                }
                return message;
            };

            Extension.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.name = "";
                    object.config = null;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.config != null && $Object.hasOwnProperty.call(message, "config"))
                    object.config = $root.google.protobuf.Any.toObject(message.config, options, _depth + 1);
                return object;
            };

            Extension.prototype.toJSON = function() {
                return Extension.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Extension;
        })();

        return workload;
    })();

    return istio;
})();

export const google = $root.google = (() => {

    const google = {};

    google.protobuf = (function() {

        const protobuf = {};

        protobuf.Any = (function() {

            const Any = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Any.prototype.type_url = "";
            Any.prototype.value = $util.newBuffer([]);

            Any.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.type_url != null && $Object.hasOwnProperty.call(message, "type_url") && message.type_url !== "")
                    writer.uint32(10).string(message.type_url);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(18).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Any.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.Any();
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
                                message.type_url = value;
                            else
                                delete message.type_url;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
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

            Any.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.Any)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.Any: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.Any();
                if (object.type_url != null)
                    if (typeof object.type_url !== "string" || object.type_url.length)
                        message.type_url = $String(object.type_url);
                if (object.value != null)
                    if (object.value.length)
                        if (typeof object.value === "string")
                            $util.base64.decode(object.value, message.value = $util.newBuffer($util.base64.length(object.value)), 0);
                        else if (object.value.length >= 0)
                            message.value = object.value;
                return message;
            };

            Any.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.type_url = "";
                    if (options.bytes === $String)
                        object.value = "";
                    else {
                        object.value = [];
                        if (options.bytes !== $Array)
                            object.value = $util.newBuffer(object.value);
                    }
                }
                if (message.type_url != null && $Object.hasOwnProperty.call(message, "type_url"))
                    object.type_url = message.type_url;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = options.bytes === $String ? $util.base64.encode(message.value, 0, message.value.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.value) : message.value;
                return object;
            };

            Any.prototype.toJSON = function() {
                return Any.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Any;
        })();

        protobuf.DoubleValue = (function() {

            const DoubleValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            DoubleValue.prototype.value = 0;

            DoubleValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && !$Object.is(message.value, 0))
                    writer.uint32(9).double(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            DoubleValue.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.DoubleValue();
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
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
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

            DoubleValue.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.DoubleValue)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.DoubleValue: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.DoubleValue();
                if (object.value != null)
                    if (!$Object.is($Number(object.value), 0))
                        message.value = $Number(object.value);
                return message;
            };

            DoubleValue.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.value = 0;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = options.json && !$isFinite(message.value) ? $String(message.value) : message.value;
                return object;
            };

            DoubleValue.prototype.toJSON = function() {
                return DoubleValue.toObject(this, $protobuf.util.toJSONOptions);
            };

            return DoubleValue;
        })();

        protobuf.FloatValue = (function() {

            const FloatValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            FloatValue.prototype.value = 0;

            FloatValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && !$Object.is(message.value, 0))
                    writer.uint32(13).float(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            FloatValue.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.FloatValue();
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
                            if (wireType !== 5)
                                break;
                            if (!$Object.is(value = reader.float(), 0))
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

            FloatValue.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.FloatValue)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.FloatValue: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.FloatValue();
                if (object.value != null)
                    if (!$Object.is($Number(object.value), 0))
                        message.value = $Number(object.value);
                return message;
            };

            FloatValue.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.value = 0;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = options.json && !$isFinite(message.value) ? $String(message.value) : message.value;
                return object;
            };

            FloatValue.prototype.toJSON = function() {
                return FloatValue.toObject(this, $protobuf.util.toJSONOptions);
            };

            return FloatValue;
        })();

        protobuf.Int64Value = (function() {

            const Int64Value = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Int64Value.prototype.value = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            Int64Value.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && (typeof message.value === "object" ? message.value.low || message.value.high : message.value !== 0))
                    writer.uint32(8).int64(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Int64Value.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.Int64Value();
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
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
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

            Int64Value.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.Int64Value)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.Int64Value: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.Int64Value();
                if (object.value != null)
                    if (typeof object.value === "object" ? object.value.low || object.value.high : $Number(object.value) !== 0)
                        if ($util.Long)
                            message.value = $util.Long.fromValue(object.value, false);
                        else if (typeof object.value === "string")
                            message.value = $parseInt(object.value, 10);
                        else if (typeof object.value === "number")
                            message.value = object.value;
                        else if (typeof object.value === "object")
                            message.value = new $util.LongBits(object.value.low >>> 0, object.value.high >>> 0).toNumber();
                return message;
            };

            Int64Value.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.value = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.value = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.value = typeof message.value === "number" ? $BigInt(message.value) : $util.Long.fromBits(message.value.low >>> 0, message.value.high >>> 0, false).toBigInt();
                    else if (typeof message.value === "number")
                        object.value = options.longs === $String ? $String(message.value) : message.value;
                    else
                        object.value = options.longs === $String ? $util.Long.prototype.toString.call(message.value) : options.longs === $Number ? new $util.LongBits(message.value.low >>> 0, message.value.high >>> 0).toNumber() : message.value;
                return object;
            };

            Int64Value.prototype.toJSON = function() {
                return Int64Value.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Int64Value;
        })();

        protobuf.UInt64Value = (function() {

            const UInt64Value = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            UInt64Value.prototype.value = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            UInt64Value.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && (typeof message.value === "object" ? message.value.low || message.value.high : message.value !== 0))
                    writer.uint32(8).uint64(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            UInt64Value.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.UInt64Value();
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
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
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

            UInt64Value.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.UInt64Value)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.UInt64Value: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.UInt64Value();
                if (object.value != null)
                    if (typeof object.value === "object" ? object.value.low || object.value.high : $Number(object.value) !== 0)
                        if ($util.Long)
                            message.value = $util.Long.fromValue(object.value, true);
                        else if (typeof object.value === "string")
                            message.value = $parseInt(object.value, 10);
                        else if (typeof object.value === "number")
                            message.value = object.value;
                        else if (typeof object.value === "object")
                            message.value = new $util.LongBits(object.value.low >>> 0, object.value.high >>> 0).toNumber(true);
                return message;
            };

            UInt64Value.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.value = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.value = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.value = typeof message.value === "number" ? $BigInt(message.value) : $util.Long.fromBits(message.value.low >>> 0, message.value.high >>> 0, true).toBigInt();
                    else if (typeof message.value === "number")
                        object.value = options.longs === $String ? $String(message.value) : message.value;
                    else
                        object.value = options.longs === $String ? $util.Long.prototype.toString.call(message.value) : options.longs === $Number ? new $util.LongBits(message.value.low >>> 0, message.value.high >>> 0).toNumber(true) : message.value;
                return object;
            };

            UInt64Value.prototype.toJSON = function() {
                return UInt64Value.toObject(this, $protobuf.util.toJSONOptions);
            };

            return UInt64Value;
        })();

        protobuf.Int32Value = (function() {

            const Int32Value = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Int32Value.prototype.value = 0;

            Int32Value.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                    writer.uint32(8).int32(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Int32Value.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.Int32Value();
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

            Int32Value.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.Int32Value)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.Int32Value: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.Int32Value();
                if (object.value != null)
                    if ($Number(object.value) !== 0)
                        message.value = object.value | 0;
                return message;
            };

            Int32Value.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.value = 0;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                return object;
            };

            Int32Value.prototype.toJSON = function() {
                return Int32Value.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Int32Value;
        })();

        protobuf.UInt32Value = (function() {

            const UInt32Value = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            UInt32Value.prototype.value = 0;

            UInt32Value.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== 0)
                    writer.uint32(8).uint32(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            UInt32Value.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.UInt32Value();
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

            UInt32Value.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.UInt32Value)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.UInt32Value: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.UInt32Value();
                if (object.value != null)
                    if ($Number(object.value) !== 0)
                        message.value = object.value >>> 0;
                return message;
            };

            UInt32Value.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.value = 0;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                return object;
            };

            UInt32Value.prototype.toJSON = function() {
                return UInt32Value.toObject(this, $protobuf.util.toJSONOptions);
            };

            return UInt32Value;
        })();

        protobuf.BoolValue = (function() {

            const BoolValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BoolValue.prototype.value = false;

            BoolValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== false)
                    writer.uint32(8).bool(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BoolValue.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.BoolValue();
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

            BoolValue.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.BoolValue)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.BoolValue: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.BoolValue();
                if (object.value != null)
                    if (object.value)
                        message.value = $Boolean(object.value);
                return message;
            };

            BoolValue.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.value = false;
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                return object;
            };

            BoolValue.prototype.toJSON = function() {
                return BoolValue.toObject(this, $protobuf.util.toJSONOptions);
            };

            return BoolValue;
        })();

        protobuf.StringValue = (function() {

            const StringValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            StringValue.prototype.value = "";

            StringValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                    writer.uint32(10).string(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            StringValue.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.StringValue();
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

            StringValue.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.StringValue)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.StringValue: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.StringValue();
                if (object.value != null)
                    if (typeof object.value !== "string" || object.value.length)
                        message.value = $String(object.value);
                return message;
            };

            StringValue.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.value = "";
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = message.value;
                return object;
            };

            StringValue.prototype.toJSON = function() {
                return StringValue.toObject(this, $protobuf.util.toJSONOptions);
            };

            return StringValue;
        })();

        protobuf.BytesValue = (function() {

            const BytesValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            BytesValue.prototype.value = $util.newBuffer([]);

            BytesValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(10).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            BytesValue.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.BytesValue();
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

            BytesValue.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.BytesValue)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.BytesValue: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.BytesValue();
                if (object.value != null)
                    if (object.value.length)
                        if (typeof object.value === "string")
                            $util.base64.decode(object.value, message.value = $util.newBuffer($util.base64.length(object.value)), 0);
                        else if (object.value.length >= 0)
                            message.value = object.value;
                return message;
            };

            BytesValue.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    if (options.bytes === $String)
                        object.value = "";
                    else {
                        object.value = [];
                        if (options.bytes !== $Array)
                            object.value = $util.newBuffer(object.value);
                    }
                if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                    object.value = options.bytes === $String ? $util.base64.encode(message.value, 0, message.value.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.value) : message.value;
                return object;
            };

            BytesValue.prototype.toJSON = function() {
                return BytesValue.toObject(this, $protobuf.util.toJSONOptions);
            };

            return BytesValue;
        })();

        return protobuf;
    })();

    return google;
})();

export {
  $root as default
};
