/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $Number = $util.global.Number, $Boolean = $util.global.Boolean, $parseInt = $util.global.parseInt, $BigInt = $util.global.BigInt, $isFinite = $util.global.isFinite;

const $root = $protobuf.roots["ambit-discovery"] || ($protobuf.roots["ambit-discovery"] = {});

export const envoy = $root.envoy = (() => {

    const envoy = {};

    envoy.service = (function() {

        const service = {};

        service.discovery = (function() {

            const discovery = {};

            discovery.v3 = (function() {

                const v3 = {};

                v3.Node = (function() {

                    const Node = function (properties) {
                        this.clientFeatures = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Node.prototype.id = "";
                    Node.prototype.cluster = "";
                    Node.prototype.metadata = null;
                    Node.prototype.locality = null;
                    Node.prototype.userAgentName = "";
                    Node.prototype.userAgentVersion = "";
                    Node.prototype.clientFeatures = $util.emptyArray;

                    Node.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                            writer.uint32(10).string(message.id);
                        if (message.cluster != null && $Object.hasOwnProperty.call(message, "cluster") && message.cluster !== "")
                            writer.uint32(18).string(message.cluster);
                        if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                            $root.google.protobuf.Struct.encode(message.metadata, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.locality != null && $Object.hasOwnProperty.call(message, "locality"))
                            $root.envoy.service.discovery.v3.Locality.encode(message.locality, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.userAgentName != null && $Object.hasOwnProperty.call(message, "userAgentName") && message.userAgentName !== "")
                            writer.uint32(50).string(message.userAgentName);
                        if (message.userAgentVersion != null && $Object.hasOwnProperty.call(message, "userAgentVersion") && message.userAgentVersion !== "")
                            writer.uint32(58).string(message.userAgentVersion);
                        if (message.clientFeatures != null && message.clientFeatures.length)
                            for (let i = 0; i < message.clientFeatures.length; ++i)
                                writer.uint32(82).string(message.clientFeatures[i]);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Node.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.discovery.v3.Node();
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
                                        message.id = value;
                                    else
                                        delete message.id;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.cluster = value;
                                    else
                                        delete message.cluster;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.metadata = $root.google.protobuf.Struct.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.locality = $root.envoy.service.discovery.v3.Locality.decode(reader, reader.size(), $undefined, _depth + 1, message.locality);
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.userAgentName = value;
                                    else
                                        delete message.userAgentName;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.userAgentVersion = value;
                                    else
                                        delete message.userAgentVersion;
                                    continue;
                                }
                            case 10: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.clientFeatures && message.clientFeatures.length))
                                        message.clientFeatures = [];
                                    message.clientFeatures.push(reader.stringVerify());
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

                    Node.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.discovery.v3.Node)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.Node: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.Node();
                        if (object.id != null)
                            if (typeof object.id !== "string" || object.id.length)
                                message.id = $String(object.id);
                        if (object.cluster != null)
                            if (typeof object.cluster !== "string" || object.cluster.length)
                                message.cluster = $String(object.cluster);
                        if (object.metadata != null) {
                            if (!$util.isObject(object.metadata))
                                throw $TypeError(".envoy.service.discovery.v3.Node.metadata: object expected");
                            message.metadata = $root.google.protobuf.Struct.fromObject(object.metadata, _depth + 1);
                        }
                        if (object.locality != null) {
                            if (!$util.isObject(object.locality))
                                throw $TypeError(".envoy.service.discovery.v3.Node.locality: object expected");
                            message.locality = $root.envoy.service.discovery.v3.Locality.fromObject(object.locality, _depth + 1);
                        }
                        if (object.userAgentName != null)
                            if (typeof object.userAgentName !== "string" || object.userAgentName.length)
                                message.userAgentName = $String(object.userAgentName);
                        if (object.userAgentVersion != null)
                            if (typeof object.userAgentVersion !== "string" || object.userAgentVersion.length)
                                message.userAgentVersion = $String(object.userAgentVersion);
                        if (object.clientFeatures) {
                            if (!$Array.isArray(object.clientFeatures))
                                throw $TypeError(".envoy.service.discovery.v3.Node.clientFeatures: array expected");
                            message.clientFeatures = $Array(object.clientFeatures.length);
                            for (let i = 0; i < object.clientFeatures.length; ++i)
                                message.clientFeatures[i] = $String(object.clientFeatures[i]);
                        }
                        return message;
                    };

                    Node.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults)
                            object.clientFeatures = [];
                        if (options.defaults) {
                            object.id = "";
                            object.cluster = "";
                            object.metadata = null;
                            object.locality = null;
                            object.userAgentName = "";
                            object.userAgentVersion = "";
                        }
                        if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                            object.id = message.id;
                        if (message.cluster != null && $Object.hasOwnProperty.call(message, "cluster"))
                            object.cluster = message.cluster;
                        if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                            object.metadata = $root.google.protobuf.Struct.toObject(message.metadata, options, _depth + 1);
                        if (message.locality != null && $Object.hasOwnProperty.call(message, "locality"))
                            object.locality = $root.envoy.service.discovery.v3.Locality.toObject(message.locality, options, _depth + 1);
                        if (message.userAgentName != null && $Object.hasOwnProperty.call(message, "userAgentName"))
                            object.userAgentName = message.userAgentName;
                        if (message.userAgentVersion != null && $Object.hasOwnProperty.call(message, "userAgentVersion"))
                            object.userAgentVersion = message.userAgentVersion;
                        if (message.clientFeatures && message.clientFeatures.length) {
                            object.clientFeatures = $Array(message.clientFeatures.length);
                            for (let j = 0; j < message.clientFeatures.length; ++j)
                                object.clientFeatures[j] = message.clientFeatures[j];
                        }
                        return object;
                    };

                    Node.prototype.toJSON = function() {
                        return Node.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return Node;
                })();

                v3.Locality = (function() {

                    const Locality = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Locality.prototype.region = "";
                    Locality.prototype.zone = "";
                    Locality.prototype.subZone = "";

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
                        if (message.subZone != null && $Object.hasOwnProperty.call(message, "subZone") && message.subZone !== "")
                            writer.uint32(26).string(message.subZone);
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
                        message = _target || new $root.envoy.service.discovery.v3.Locality();
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
                                        message.subZone = value;
                                    else
                                        delete message.subZone;
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
                        if (object instanceof $root.envoy.service.discovery.v3.Locality)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.Locality: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.Locality();
                        if (object.region != null)
                            if (typeof object.region !== "string" || object.region.length)
                                message.region = $String(object.region);
                        if (object.zone != null)
                            if (typeof object.zone !== "string" || object.zone.length)
                                message.zone = $String(object.zone);
                        if (object.subZone != null)
                            if (typeof object.subZone !== "string" || object.subZone.length)
                                message.subZone = $String(object.subZone);
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
                            object.subZone = "";
                        }
                        if (message.region != null && $Object.hasOwnProperty.call(message, "region"))
                            object.region = message.region;
                        if (message.zone != null && $Object.hasOwnProperty.call(message, "zone"))
                            object.zone = message.zone;
                        if (message.subZone != null && $Object.hasOwnProperty.call(message, "subZone"))
                            object.subZone = message.subZone;
                        return object;
                    };

                    Locality.prototype.toJSON = function() {
                        return Locality.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return Locality;
                })();

                v3.Status = (function() {

                    const Status = function (properties) {
                        this.details = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Status.prototype.code = 0;
                    Status.prototype.message = "";
                    Status.prototype.details = $util.emptyArray;

                    Status.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                            writer.uint32(8).int32(message.code);
                        if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                            writer.uint32(18).string(message.message);
                        if (message.details != null && message.details.length)
                            for (let i = 0; i < message.details.length; ++i)
                                $root.google.protobuf.Any.encode(message.details[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Status.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.discovery.v3.Status();
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
                                        message.code = value;
                                    else
                                        delete message.code;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.message = value;
                                    else
                                        delete message.message;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.details && message.details.length))
                                        message.details = [];
                                    message.details.push($root.google.protobuf.Any.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    Status.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.discovery.v3.Status)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.Status: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.Status();
                        if (object.code != null)
                            if ($Number(object.code) !== 0)
                                message.code = object.code | 0;
                        if (object.message != null)
                            if (typeof object.message !== "string" || object.message.length)
                                message.message = $String(object.message);
                        if (object.details) {
                            if (!$Array.isArray(object.details))
                                throw $TypeError(".envoy.service.discovery.v3.Status.details: array expected");
                            message.details = $Array(object.details.length);
                            for (let i = 0; i < object.details.length; ++i) {
                                if (!$util.isObject(object.details[i]))
                                    throw $TypeError(".envoy.service.discovery.v3.Status.details: object expected");
                                message.details[i] = $root.google.protobuf.Any.fromObject(object.details[i], _depth + 1);
                            }
                        }
                        return message;
                    };

                    Status.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults)
                            object.details = [];
                        if (options.defaults) {
                            object.code = 0;
                            object.message = "";
                        }
                        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                            object.code = message.code;
                        if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                            object.message = message.message;
                        if (message.details && message.details.length) {
                            object.details = $Array(message.details.length);
                            for (let j = 0; j < message.details.length; ++j)
                                object.details[j] = $root.google.protobuf.Any.toObject(message.details[j], options, _depth + 1);
                        }
                        return object;
                    };

                    Status.prototype.toJSON = function() {
                        return Status.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return Status;
                })();

                v3.DiscoveryRequest = (function() {

                    const DiscoveryRequest = function (properties) {
                        this.resourceNames = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    DiscoveryRequest.prototype.versionInfo = "";
                    DiscoveryRequest.prototype.node = null;
                    DiscoveryRequest.prototype.resourceNames = $util.emptyArray;
                    DiscoveryRequest.prototype.typeUrl = "";
                    DiscoveryRequest.prototype.responseNonce = "";
                    DiscoveryRequest.prototype.errorDetail = null;

                    DiscoveryRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.versionInfo != null && $Object.hasOwnProperty.call(message, "versionInfo") && message.versionInfo !== "")
                            writer.uint32(10).string(message.versionInfo);
                        if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                            $root.envoy.service.discovery.v3.Node.encode(message.node, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.resourceNames != null && message.resourceNames.length)
                            for (let i = 0; i < message.resourceNames.length; ++i)
                                writer.uint32(26).string(message.resourceNames[i]);
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl") && message.typeUrl !== "")
                            writer.uint32(34).string(message.typeUrl);
                        if (message.responseNonce != null && $Object.hasOwnProperty.call(message, "responseNonce") && message.responseNonce !== "")
                            writer.uint32(42).string(message.responseNonce);
                        if (message.errorDetail != null && $Object.hasOwnProperty.call(message, "errorDetail"))
                            $root.envoy.service.discovery.v3.Status.encode(message.errorDetail, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    DiscoveryRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.discovery.v3.DiscoveryRequest();
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
                                        message.versionInfo = value;
                                    else
                                        delete message.versionInfo;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.node = $root.envoy.service.discovery.v3.Node.decode(reader, reader.size(), $undefined, _depth + 1, message.node);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.resourceNames && message.resourceNames.length))
                                        message.resourceNames = [];
                                    message.resourceNames.push(reader.stringVerify());
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.typeUrl = value;
                                    else
                                        delete message.typeUrl;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.responseNonce = value;
                                    else
                                        delete message.responseNonce;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.errorDetail = $root.envoy.service.discovery.v3.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.errorDetail);
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

                    DiscoveryRequest.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.discovery.v3.DiscoveryRequest)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.DiscoveryRequest: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.DiscoveryRequest();
                        if (object.versionInfo != null)
                            if (typeof object.versionInfo !== "string" || object.versionInfo.length)
                                message.versionInfo = $String(object.versionInfo);
                        if (object.node != null) {
                            if (!$util.isObject(object.node))
                                throw $TypeError(".envoy.service.discovery.v3.DiscoveryRequest.node: object expected");
                            message.node = $root.envoy.service.discovery.v3.Node.fromObject(object.node, _depth + 1);
                        }
                        if (object.resourceNames) {
                            if (!$Array.isArray(object.resourceNames))
                                throw $TypeError(".envoy.service.discovery.v3.DiscoveryRequest.resourceNames: array expected");
                            message.resourceNames = $Array(object.resourceNames.length);
                            for (let i = 0; i < object.resourceNames.length; ++i)
                                message.resourceNames[i] = $String(object.resourceNames[i]);
                        }
                        if (object.typeUrl != null)
                            if (typeof object.typeUrl !== "string" || object.typeUrl.length)
                                message.typeUrl = $String(object.typeUrl);
                        if (object.responseNonce != null)
                            if (typeof object.responseNonce !== "string" || object.responseNonce.length)
                                message.responseNonce = $String(object.responseNonce);
                        if (object.errorDetail != null) {
                            if (!$util.isObject(object.errorDetail))
                                throw $TypeError(".envoy.service.discovery.v3.DiscoveryRequest.errorDetail: object expected");
                            message.errorDetail = $root.envoy.service.discovery.v3.Status.fromObject(object.errorDetail, _depth + 1);
                        }
                        return message;
                    };

                    DiscoveryRequest.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults)
                            object.resourceNames = [];
                        if (options.defaults) {
                            object.versionInfo = "";
                            object.node = null;
                            object.typeUrl = "";
                            object.responseNonce = "";
                            object.errorDetail = null;
                        }
                        if (message.versionInfo != null && $Object.hasOwnProperty.call(message, "versionInfo"))
                            object.versionInfo = message.versionInfo;
                        if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                            object.node = $root.envoy.service.discovery.v3.Node.toObject(message.node, options, _depth + 1);
                        if (message.resourceNames && message.resourceNames.length) {
                            object.resourceNames = $Array(message.resourceNames.length);
                            for (let j = 0; j < message.resourceNames.length; ++j)
                                object.resourceNames[j] = message.resourceNames[j];
                        }
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl"))
                            object.typeUrl = message.typeUrl;
                        if (message.responseNonce != null && $Object.hasOwnProperty.call(message, "responseNonce"))
                            object.responseNonce = message.responseNonce;
                        if (message.errorDetail != null && $Object.hasOwnProperty.call(message, "errorDetail"))
                            object.errorDetail = $root.envoy.service.discovery.v3.Status.toObject(message.errorDetail, options, _depth + 1);
                        return object;
                    };

                    DiscoveryRequest.prototype.toJSON = function() {
                        return DiscoveryRequest.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return DiscoveryRequest;
                })();

                v3.DiscoveryResponse = (function() {

                    const DiscoveryResponse = function (properties) {
                        this.resources = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    DiscoveryResponse.prototype.versionInfo = "";
                    DiscoveryResponse.prototype.resources = $util.emptyArray;
                    DiscoveryResponse.prototype.canary = false;
                    DiscoveryResponse.prototype.typeUrl = "";
                    DiscoveryResponse.prototype.nonce = "";

                    DiscoveryResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.versionInfo != null && $Object.hasOwnProperty.call(message, "versionInfo") && message.versionInfo !== "")
                            writer.uint32(10).string(message.versionInfo);
                        if (message.resources != null && message.resources.length)
                            for (let i = 0; i < message.resources.length; ++i)
                                $root.google.protobuf.Any.encode(message.resources[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.canary != null && $Object.hasOwnProperty.call(message, "canary") && message.canary !== false)
                            writer.uint32(24).bool(message.canary);
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl") && message.typeUrl !== "")
                            writer.uint32(34).string(message.typeUrl);
                        if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                            writer.uint32(42).string(message.nonce);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    DiscoveryResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.discovery.v3.DiscoveryResponse();
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
                                        message.versionInfo = value;
                                    else
                                        delete message.versionInfo;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.resources && message.resources.length))
                                        message.resources = [];
                                    message.resources.push($root.google.protobuf.Any.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.bool())
                                        message.canary = value;
                                    else
                                        delete message.canary;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.typeUrl = value;
                                    else
                                        delete message.typeUrl;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.nonce = value;
                                    else
                                        delete message.nonce;
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

                    DiscoveryResponse.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.discovery.v3.DiscoveryResponse)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.DiscoveryResponse: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.DiscoveryResponse();
                        if (object.versionInfo != null)
                            if (typeof object.versionInfo !== "string" || object.versionInfo.length)
                                message.versionInfo = $String(object.versionInfo);
                        if (object.resources) {
                            if (!$Array.isArray(object.resources))
                                throw $TypeError(".envoy.service.discovery.v3.DiscoveryResponse.resources: array expected");
                            message.resources = $Array(object.resources.length);
                            for (let i = 0; i < object.resources.length; ++i) {
                                if (!$util.isObject(object.resources[i]))
                                    throw $TypeError(".envoy.service.discovery.v3.DiscoveryResponse.resources: object expected");
                                message.resources[i] = $root.google.protobuf.Any.fromObject(object.resources[i], _depth + 1);
                            }
                        }
                        if (object.canary != null)
                            if (object.canary)
                                message.canary = $Boolean(object.canary);
                        if (object.typeUrl != null)
                            if (typeof object.typeUrl !== "string" || object.typeUrl.length)
                                message.typeUrl = $String(object.typeUrl);
                        if (object.nonce != null)
                            if (typeof object.nonce !== "string" || object.nonce.length)
                                message.nonce = $String(object.nonce);
                        return message;
                    };

                    DiscoveryResponse.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults)
                            object.resources = [];
                        if (options.defaults) {
                            object.versionInfo = "";
                            object.canary = false;
                            object.typeUrl = "";
                            object.nonce = "";
                        }
                        if (message.versionInfo != null && $Object.hasOwnProperty.call(message, "versionInfo"))
                            object.versionInfo = message.versionInfo;
                        if (message.resources && message.resources.length) {
                            object.resources = $Array(message.resources.length);
                            for (let j = 0; j < message.resources.length; ++j)
                                object.resources[j] = $root.google.protobuf.Any.toObject(message.resources[j], options, _depth + 1);
                        }
                        if (message.canary != null && $Object.hasOwnProperty.call(message, "canary"))
                            object.canary = message.canary;
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl"))
                            object.typeUrl = message.typeUrl;
                        if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce"))
                            object.nonce = message.nonce;
                        return object;
                    };

                    DiscoveryResponse.prototype.toJSON = function() {
                        return DiscoveryResponse.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return DiscoveryResponse;
                })();

                v3.DeltaDiscoveryRequest = (function() {

                    const DeltaDiscoveryRequest = function (properties) {
                        this.resourceNamesSubscribe = [];
                        this.resourceNamesUnsubscribe = [];
                        this.initialResourceVersions = {};
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    DeltaDiscoveryRequest.prototype.node = null;
                    DeltaDiscoveryRequest.prototype.typeUrl = "";
                    DeltaDiscoveryRequest.prototype.resourceNamesSubscribe = $util.emptyArray;
                    DeltaDiscoveryRequest.prototype.resourceNamesUnsubscribe = $util.emptyArray;
                    DeltaDiscoveryRequest.prototype.initialResourceVersions = $util.emptyObject;
                    DeltaDiscoveryRequest.prototype.responseNonce = "";
                    DeltaDiscoveryRequest.prototype.errorDetail = null;

                    DeltaDiscoveryRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                            $root.envoy.service.discovery.v3.Node.encode(message.node, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl") && message.typeUrl !== "")
                            writer.uint32(18).string(message.typeUrl);
                        if (message.resourceNamesSubscribe != null && message.resourceNamesSubscribe.length)
                            for (let i = 0; i < message.resourceNamesSubscribe.length; ++i)
                                writer.uint32(26).string(message.resourceNamesSubscribe[i]);
                        if (message.resourceNamesUnsubscribe != null && message.resourceNamesUnsubscribe.length)
                            for (let i = 0; i < message.resourceNamesUnsubscribe.length; ++i)
                                writer.uint32(34).string(message.resourceNamesUnsubscribe[i]);
                        if (message.initialResourceVersions != null && $Object.hasOwnProperty.call(message, "initialResourceVersions"))
                            for (let keys = $Object.keys(message.initialResourceVersions), i = 0; i < keys.length; ++i)
                                writer.uint32(42).fork().uint32(10).string(keys[i]).uint32(18).string(message.initialResourceVersions[keys[i]]).ldelim();
                        if (message.responseNonce != null && $Object.hasOwnProperty.call(message, "responseNonce") && message.responseNonce !== "")
                            writer.uint32(50).string(message.responseNonce);
                        if (message.errorDetail != null && $Object.hasOwnProperty.call(message, "errorDetail"))
                            $root.envoy.service.discovery.v3.Status.encode(message.errorDetail, writer.uint32(58).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    DeltaDiscoveryRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.discovery.v3.DeltaDiscoveryRequest();
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
                                    message.node = $root.envoy.service.discovery.v3.Node.decode(reader, reader.size(), $undefined, _depth + 1, message.node);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.typeUrl = value;
                                    else
                                        delete message.typeUrl;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.resourceNamesSubscribe && message.resourceNamesSubscribe.length))
                                        message.resourceNamesSubscribe = [];
                                    message.resourceNamesSubscribe.push(reader.stringVerify());
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.resourceNamesUnsubscribe && message.resourceNamesUnsubscribe.length))
                                        message.resourceNamesUnsubscribe = [];
                                    message.resourceNamesUnsubscribe.push(reader.stringVerify());
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if (message.initialResourceVersions === $util.emptyObject)
                                        message.initialResourceVersions = {};
                                    let end2 = reader.size() + reader.pos;
                                    if (end2 > reader.len)
                                        throw $RangeError("index out of range");
                                    reader.len = end2;
                                    key = "";
                                    value = "";
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
                                            value = reader.stringVerify();
                                            continue;
                                        }
                                        reader.skipType(wireType, _depth, tag2);
                                    }
                                    if (reader.pos !== end2)
                                        throw $RangeError("index out of range");
                                    reader.len = end;
                                    if (key === "__proto__")
                                        $util.makeProp(message.initialResourceVersions, key);
                                    message.initialResourceVersions[key] = value;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.responseNonce = value;
                                    else
                                        delete message.responseNonce;
                                    continue;
                                }
                            case 7: {
                                    if (wireType !== 2)
                                        break;
                                    message.errorDetail = $root.envoy.service.discovery.v3.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.errorDetail);
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

                    DeltaDiscoveryRequest.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.discovery.v3.DeltaDiscoveryRequest)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryRequest: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.DeltaDiscoveryRequest();
                        if (object.node != null) {
                            if (!$util.isObject(object.node))
                                throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryRequest.node: object expected");
                            message.node = $root.envoy.service.discovery.v3.Node.fromObject(object.node, _depth + 1);
                        }
                        if (object.typeUrl != null)
                            if (typeof object.typeUrl !== "string" || object.typeUrl.length)
                                message.typeUrl = $String(object.typeUrl);
                        if (object.resourceNamesSubscribe) {
                            if (!$Array.isArray(object.resourceNamesSubscribe))
                                throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryRequest.resourceNamesSubscribe: array expected");
                            message.resourceNamesSubscribe = $Array(object.resourceNamesSubscribe.length);
                            for (let i = 0; i < object.resourceNamesSubscribe.length; ++i)
                                message.resourceNamesSubscribe[i] = $String(object.resourceNamesSubscribe[i]);
                        }
                        if (object.resourceNamesUnsubscribe) {
                            if (!$Array.isArray(object.resourceNamesUnsubscribe))
                                throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryRequest.resourceNamesUnsubscribe: array expected");
                            message.resourceNamesUnsubscribe = $Array(object.resourceNamesUnsubscribe.length);
                            for (let i = 0; i < object.resourceNamesUnsubscribe.length; ++i)
                                message.resourceNamesUnsubscribe[i] = $String(object.resourceNamesUnsubscribe[i]);
                        }
                        if (object.initialResourceVersions) {
                            if (!$util.isObject(object.initialResourceVersions))
                                throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryRequest.initialResourceVersions: object expected");
                            message.initialResourceVersions = {};
                            for (let keys = $Object.keys(object.initialResourceVersions), i = 0; i < keys.length; ++i) {
                                if (keys[i] === "__proto__")
                                    $util.makeProp(message.initialResourceVersions, keys[i]);
                                message.initialResourceVersions[keys[i]] = $String(object.initialResourceVersions[keys[i]]);
                            }
                        }
                        if (object.responseNonce != null)
                            if (typeof object.responseNonce !== "string" || object.responseNonce.length)
                                message.responseNonce = $String(object.responseNonce);
                        if (object.errorDetail != null) {
                            if (!$util.isObject(object.errorDetail))
                                throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryRequest.errorDetail: object expected");
                            message.errorDetail = $root.envoy.service.discovery.v3.Status.fromObject(object.errorDetail, _depth + 1);
                        }
                        return message;
                    };

                    DeltaDiscoveryRequest.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults) {
                            object.resourceNamesSubscribe = [];
                            object.resourceNamesUnsubscribe = [];
                        }
                        if (options.objects || options.defaults)
                            object.initialResourceVersions = {};
                        if (options.defaults) {
                            object.node = null;
                            object.typeUrl = "";
                            object.responseNonce = "";
                            object.errorDetail = null;
                        }
                        if (message.node != null && $Object.hasOwnProperty.call(message, "node"))
                            object.node = $root.envoy.service.discovery.v3.Node.toObject(message.node, options, _depth + 1);
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl"))
                            object.typeUrl = message.typeUrl;
                        if (message.resourceNamesSubscribe && message.resourceNamesSubscribe.length) {
                            object.resourceNamesSubscribe = $Array(message.resourceNamesSubscribe.length);
                            for (let j = 0; j < message.resourceNamesSubscribe.length; ++j)
                                object.resourceNamesSubscribe[j] = message.resourceNamesSubscribe[j];
                        }
                        if (message.resourceNamesUnsubscribe && message.resourceNamesUnsubscribe.length) {
                            object.resourceNamesUnsubscribe = $Array(message.resourceNamesUnsubscribe.length);
                            for (let j = 0; j < message.resourceNamesUnsubscribe.length; ++j)
                                object.resourceNamesUnsubscribe[j] = message.resourceNamesUnsubscribe[j];
                        }
                        let keys2;
                        if (message.initialResourceVersions && (keys2 = $Object.keys(message.initialResourceVersions)).length) {
                            object.initialResourceVersions = {};
                            for (let j = 0; j < keys2.length; ++j) {
                                if (keys2[j] === "__proto__")
                                    $util.makeProp(object.initialResourceVersions, keys2[j]);
                                object.initialResourceVersions[keys2[j]] = message.initialResourceVersions[keys2[j]];
                            }
                        }
                        if (message.responseNonce != null && $Object.hasOwnProperty.call(message, "responseNonce"))
                            object.responseNonce = message.responseNonce;
                        if (message.errorDetail != null && $Object.hasOwnProperty.call(message, "errorDetail"))
                            object.errorDetail = $root.envoy.service.discovery.v3.Status.toObject(message.errorDetail, options, _depth + 1);
                        return object;
                    };

                    DeltaDiscoveryRequest.prototype.toJSON = function() {
                        return DeltaDiscoveryRequest.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return DeltaDiscoveryRequest;
                })();

                v3.DeltaDiscoveryResponse = (function() {

                    const DeltaDiscoveryResponse = function (properties) {
                        this.resources = [];
                        this.removedResources = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    DeltaDiscoveryResponse.prototype.systemVersionInfo = "";
                    DeltaDiscoveryResponse.prototype.resources = $util.emptyArray;
                    DeltaDiscoveryResponse.prototype.typeUrl = "";
                    DeltaDiscoveryResponse.prototype.nonce = "";
                    DeltaDiscoveryResponse.prototype.removedResources = $util.emptyArray;

                    DeltaDiscoveryResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.systemVersionInfo != null && $Object.hasOwnProperty.call(message, "systemVersionInfo") && message.systemVersionInfo !== "")
                            writer.uint32(10).string(message.systemVersionInfo);
                        if (message.resources != null && message.resources.length)
                            for (let i = 0; i < message.resources.length; ++i)
                                $root.envoy.service.discovery.v3.Resource.encode(message.resources[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl") && message.typeUrl !== "")
                            writer.uint32(34).string(message.typeUrl);
                        if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                            writer.uint32(42).string(message.nonce);
                        if (message.removedResources != null && message.removedResources.length)
                            for (let i = 0; i < message.removedResources.length; ++i)
                                writer.uint32(50).string(message.removedResources[i]);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    DeltaDiscoveryResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.discovery.v3.DeltaDiscoveryResponse();
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
                                        message.systemVersionInfo = value;
                                    else
                                        delete message.systemVersionInfo;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.resources && message.resources.length))
                                        message.resources = [];
                                    message.resources.push($root.envoy.service.discovery.v3.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.typeUrl = value;
                                    else
                                        delete message.typeUrl;
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.nonce = value;
                                    else
                                        delete message.nonce;
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.removedResources && message.removedResources.length))
                                        message.removedResources = [];
                                    message.removedResources.push(reader.stringVerify());
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

                    DeltaDiscoveryResponse.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.discovery.v3.DeltaDiscoveryResponse)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryResponse: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.DeltaDiscoveryResponse();
                        if (object.systemVersionInfo != null)
                            if (typeof object.systemVersionInfo !== "string" || object.systemVersionInfo.length)
                                message.systemVersionInfo = $String(object.systemVersionInfo);
                        if (object.resources) {
                            if (!$Array.isArray(object.resources))
                                throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryResponse.resources: array expected");
                            message.resources = $Array(object.resources.length);
                            for (let i = 0; i < object.resources.length; ++i) {
                                if (!$util.isObject(object.resources[i]))
                                    throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryResponse.resources: object expected");
                                message.resources[i] = $root.envoy.service.discovery.v3.Resource.fromObject(object.resources[i], _depth + 1);
                            }
                        }
                        if (object.typeUrl != null)
                            if (typeof object.typeUrl !== "string" || object.typeUrl.length)
                                message.typeUrl = $String(object.typeUrl);
                        if (object.nonce != null)
                            if (typeof object.nonce !== "string" || object.nonce.length)
                                message.nonce = $String(object.nonce);
                        if (object.removedResources) {
                            if (!$Array.isArray(object.removedResources))
                                throw $TypeError(".envoy.service.discovery.v3.DeltaDiscoveryResponse.removedResources: array expected");
                            message.removedResources = $Array(object.removedResources.length);
                            for (let i = 0; i < object.removedResources.length; ++i)
                                message.removedResources[i] = $String(object.removedResources[i]);
                        }
                        return message;
                    };

                    DeltaDiscoveryResponse.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults) {
                            object.resources = [];
                            object.removedResources = [];
                        }
                        if (options.defaults) {
                            object.systemVersionInfo = "";
                            object.typeUrl = "";
                            object.nonce = "";
                        }
                        if (message.systemVersionInfo != null && $Object.hasOwnProperty.call(message, "systemVersionInfo"))
                            object.systemVersionInfo = message.systemVersionInfo;
                        if (message.resources && message.resources.length) {
                            object.resources = $Array(message.resources.length);
                            for (let j = 0; j < message.resources.length; ++j)
                                object.resources[j] = $root.envoy.service.discovery.v3.Resource.toObject(message.resources[j], options, _depth + 1);
                        }
                        if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl"))
                            object.typeUrl = message.typeUrl;
                        if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce"))
                            object.nonce = message.nonce;
                        if (message.removedResources && message.removedResources.length) {
                            object.removedResources = $Array(message.removedResources.length);
                            for (let j = 0; j < message.removedResources.length; ++j)
                                object.removedResources[j] = message.removedResources[j];
                        }
                        return object;
                    };

                    DeltaDiscoveryResponse.prototype.toJSON = function() {
                        return DeltaDiscoveryResponse.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return DeltaDiscoveryResponse;
                })();

                v3.Resource = (function() {

                    const Resource = function (properties) {
                        this.aliases = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Resource.prototype.version = "";
                    Resource.prototype.resource = null;
                    Resource.prototype.name = "";
                    Resource.prototype.aliases = $util.emptyArray;
                    Resource.prototype.ttl = null;

                    Resource.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                            writer.uint32(10).string(message.version);
                        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
                            $root.google.protobuf.Any.encode(message.resource, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                            writer.uint32(26).string(message.name);
                        if (message.aliases != null && message.aliases.length)
                            for (let i = 0; i < message.aliases.length; ++i)
                                writer.uint32(34).string(message.aliases[i]);
                        if (message.ttl != null && $Object.hasOwnProperty.call(message, "ttl"))
                            $root.google.protobuf.Duration.encode(message.ttl, writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    Resource.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.discovery.v3.Resource();
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
                                        message.version = value;
                                    else
                                        delete message.version;
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.resource = $root.google.protobuf.Any.decode(reader, reader.size(), $undefined, _depth + 1, message.resource);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.stringVerify()).length)
                                        message.name = value;
                                    else
                                        delete message.name;
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.aliases && message.aliases.length))
                                        message.aliases = [];
                                    message.aliases.push(reader.stringVerify());
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    message.ttl = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.ttl);
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

                    Resource.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.discovery.v3.Resource)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.discovery.v3.Resource: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.discovery.v3.Resource();
                        if (object.version != null)
                            if (typeof object.version !== "string" || object.version.length)
                                message.version = $String(object.version);
                        if (object.resource != null) {
                            if (!$util.isObject(object.resource))
                                throw $TypeError(".envoy.service.discovery.v3.Resource.resource: object expected");
                            message.resource = $root.google.protobuf.Any.fromObject(object.resource, _depth + 1);
                        }
                        if (object.name != null)
                            if (typeof object.name !== "string" || object.name.length)
                                message.name = $String(object.name);
                        if (object.aliases) {
                            if (!$Array.isArray(object.aliases))
                                throw $TypeError(".envoy.service.discovery.v3.Resource.aliases: array expected");
                            message.aliases = $Array(object.aliases.length);
                            for (let i = 0; i < object.aliases.length; ++i)
                                message.aliases[i] = $String(object.aliases[i]);
                        }
                        if (object.ttl != null) {
                            if (!$util.isObject(object.ttl))
                                throw $TypeError(".envoy.service.discovery.v3.Resource.ttl: object expected");
                            message.ttl = $root.google.protobuf.Duration.fromObject(object.ttl, _depth + 1);
                        }
                        return message;
                    };

                    Resource.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults)
                            object.aliases = [];
                        if (options.defaults) {
                            object.version = "";
                            object.resource = null;
                            object.name = "";
                            object.ttl = null;
                        }
                        if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                            object.version = message.version;
                        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
                            object.resource = $root.google.protobuf.Any.toObject(message.resource, options, _depth + 1);
                        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                            object.name = message.name;
                        if (message.aliases && message.aliases.length) {
                            object.aliases = $Array(message.aliases.length);
                            for (let j = 0; j < message.aliases.length; ++j)
                                object.aliases[j] = message.aliases[j];
                        }
                        if (message.ttl != null && $Object.hasOwnProperty.call(message, "ttl"))
                            object.ttl = $root.google.protobuf.Duration.toObject(message.ttl, options, _depth + 1);
                        return object;
                    };

                    Resource.prototype.toJSON = function() {
                        return Resource.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return Resource;
                })();

                return v3;
            })();

            return discovery;
        })();

        return service;
    })();

    return envoy;
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

        protobuf.Duration = (function() {

            const Duration = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Duration.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
            Duration.prototype.nanos = 0;

            Duration.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
                    writer.uint32(8).int64(message.seconds);
                if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                    writer.uint32(16).int32(message.nanos);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Duration.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.Duration();
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
                                message.seconds = value;
                            else
                                delete message.seconds;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.nanos = value;
                            else
                                delete message.nanos;
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

            Duration.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.Duration)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.Duration: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.Duration();
                if (object.seconds != null)
                    if (typeof object.seconds === "object" ? object.seconds.low || object.seconds.high : $Number(object.seconds) !== 0)
                        if ($util.Long)
                            message.seconds = $util.Long.fromValue(object.seconds, false);
                        else if (typeof object.seconds === "string")
                            message.seconds = $parseInt(object.seconds, 10);
                        else if (typeof object.seconds === "number")
                            message.seconds = object.seconds;
                        else if (typeof object.seconds === "object")
                            message.seconds = new $util.LongBits(object.seconds.low >>> 0, object.seconds.high >>> 0).toNumber();
                if (object.nanos != null)
                    if ($Number(object.nanos) !== 0)
                        message.nanos = object.nanos | 0;
                return message;
            };

            Duration.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, false);
                        object.seconds = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.seconds = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.nanos = 0;
                }
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.seconds = typeof message.seconds === "number" ? $BigInt(message.seconds) : $util.Long.fromBits(message.seconds.low >>> 0, message.seconds.high >>> 0, false).toBigInt();
                    else if (typeof message.seconds === "number")
                        object.seconds = options.longs === $String ? $String(message.seconds) : message.seconds;
                    else
                        object.seconds = options.longs === $String ? $util.Long.prototype.toString.call(message.seconds) : options.longs === $Number ? new $util.LongBits(message.seconds.low >>> 0, message.seconds.high >>> 0).toNumber() : message.seconds;
                if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos"))
                    object.nanos = message.nanos;
                return object;
            };

            Duration.prototype.toJSON = function() {
                return Duration.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Duration;
        })();

        protobuf.Struct = (function() {

            const Struct = function (properties) {
                this.fields = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Struct.prototype.fields = $util.emptyObject;

            Struct.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.fields != null && $Object.hasOwnProperty.call(message, "fields"))
                    for (let keys = $Object.keys(message.fields), i = 0; i < keys.length; ++i) {
                        writer.uint32(10).fork().uint32(10).string(keys[i]);
                        $root.google.protobuf.Value.encode(message.fields[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
                    }
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Struct.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.Struct();
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
                            if (message.fields === $util.emptyObject)
                                message.fields = {};
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
                                    value = $root.google.protobuf.Value.decode(reader, reader.size(), $undefined, _depth + 1, value);
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.fields, key);
                            message.fields[key] = value || new $root.google.protobuf.Value();
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

            Struct.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.Struct)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.Struct: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.Struct();
                if (object.fields) {
                    if (!$util.isObject(object.fields))
                        throw $TypeError(".google.protobuf.Struct.fields: object expected");
                    message.fields = {};
                    for (let keys = $Object.keys(object.fields), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.fields, keys[i]);
                        if (!$util.isObject(object.fields[keys[i]]))
                            throw $TypeError(".google.protobuf.Struct.fields: object expected");
                        message.fields[keys[i]] = $root.google.protobuf.Value.fromObject(object.fields[keys[i]], _depth + 1);
                    }
                }
                return message;
            };

            Struct.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.objects || options.defaults)
                    object.fields = {};
                let keys2;
                if (message.fields && (keys2 = $Object.keys(message.fields)).length) {
                    object.fields = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.fields, keys2[j]);
                        object.fields[keys2[j]] = $root.google.protobuf.Value.toObject(message.fields[keys2[j]], options, _depth + 1);
                    }
                }
                return object;
            };

            Struct.prototype.toJSON = function() {
                return Struct.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Struct;
        })();

        protobuf.Value = (function() {

            const Value = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Value.prototype.nullValue = null;
            Value.prototype.numberValue = null;
            Value.prototype.stringValue = null;
            Value.prototype.boolValue = null;
            Value.prototype.structValue = null;
            Value.prototype.listValue = null;

            let $oneOfFields;

            $Object.defineProperty(Value.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["nullValue", "numberValue", "stringValue", "boolValue", "structValue", "listValue"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Value.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nullValue != null && $Object.hasOwnProperty.call(message, "nullValue"))
                    writer.uint32(8).int32(message.nullValue);
                if (message.numberValue != null && $Object.hasOwnProperty.call(message, "numberValue"))
                    writer.uint32(17).double(message.numberValue);
                if (message.stringValue != null && $Object.hasOwnProperty.call(message, "stringValue"))
                    writer.uint32(26).string(message.stringValue);
                if (message.boolValue != null && $Object.hasOwnProperty.call(message, "boolValue"))
                    writer.uint32(32).bool(message.boolValue);
                if (message.structValue != null && $Object.hasOwnProperty.call(message, "structValue"))
                    $root.google.protobuf.Struct.encode(message.structValue, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.listValue != null && $Object.hasOwnProperty.call(message, "listValue"))
                    $root.google.protobuf.ListValue.encode(message.listValue, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Value.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.Value();
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
                            message.nullValue = reader.int32();
                            message.kind = "nullValue";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            message.numberValue = reader.double();
                            message.kind = "numberValue";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.stringValue = reader.stringVerify();
                            message.kind = "stringValue";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.boolValue = reader.bool();
                            message.kind = "boolValue";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.structValue = $root.google.protobuf.Struct.decode(reader, reader.size(), $undefined, _depth + 1, message.structValue);
                            message.kind = "structValue";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.listValue = $root.google.protobuf.ListValue.decode(reader, reader.size(), $undefined, _depth + 1, message.listValue);
                            message.kind = "listValue";
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

            Value.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.Value)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.Value: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.Value();
                switch (object.nullValue) {
                case "NULL_VALUE":
                case 0:
                    message.nullValue = 0;
                    break;
                default:
                    if (typeof object.nullValue === "number" && (object.nullValue | 0) === object.nullValue)
                        message.nullValue = object.nullValue;
                }
                if (object.numberValue != null)
                    message.numberValue = $Number(object.numberValue);
                if (object.stringValue != null)
                    message.stringValue = $String(object.stringValue);
                if (object.boolValue != null)
                    message.boolValue = $Boolean(object.boolValue);
                if (object.structValue != null) {
                    if (!$util.isObject(object.structValue))
                        throw $TypeError(".google.protobuf.Value.structValue: object expected");
                    message.structValue = $root.google.protobuf.Struct.fromObject(object.structValue, _depth + 1);
                }
                if (object.listValue != null) {
                    if (!$util.isObject(object.listValue))
                        throw $TypeError(".google.protobuf.Value.listValue: object expected");
                    message.listValue = $root.google.protobuf.ListValue.fromObject(object.listValue, _depth + 1);
                }
                return message;
            };

            Value.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.nullValue != null && $Object.hasOwnProperty.call(message, "nullValue")) {
                    object.nullValue = options.enums === $String ? $root.google.protobuf.NullValue[message.nullValue] === $undefined ? message.nullValue : $root.google.protobuf.NullValue[message.nullValue] : message.nullValue;
                    if (options.oneofs)
                        object.kind = "nullValue";
                }
                if (message.numberValue != null && $Object.hasOwnProperty.call(message, "numberValue")) {
                    object.numberValue = options.json && !$isFinite(message.numberValue) ? $String(message.numberValue) : message.numberValue;
                    if (options.oneofs)
                        object.kind = "numberValue";
                }
                if (message.stringValue != null && $Object.hasOwnProperty.call(message, "stringValue")) {
                    object.stringValue = message.stringValue;
                    if (options.oneofs)
                        object.kind = "stringValue";
                }
                if (message.boolValue != null && $Object.hasOwnProperty.call(message, "boolValue")) {
                    object.boolValue = message.boolValue;
                    if (options.oneofs)
                        object.kind = "boolValue";
                }
                if (message.structValue != null && $Object.hasOwnProperty.call(message, "structValue")) {
                    object.structValue = $root.google.protobuf.Struct.toObject(message.structValue, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "structValue";
                }
                if (message.listValue != null && $Object.hasOwnProperty.call(message, "listValue")) {
                    object.listValue = $root.google.protobuf.ListValue.toObject(message.listValue, options, _depth + 1);
                    if (options.oneofs)
                        object.kind = "listValue";
                }
                return object;
            };

            Value.prototype.toJSON = function() {
                return Value.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Value;
        })();

        protobuf.NullValue = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "NULL_VALUE"] = 0;
            return values;
        })();

        protobuf.ListValue = (function() {

            const ListValue = function (properties) {
                this.values = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ListValue.prototype.values = $util.emptyArray;

            ListValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.values != null && message.values.length)
                    for (let i = 0; i < message.values.length; ++i)
                        $root.google.protobuf.Value.encode(message.values[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ListValue.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.ListValue();
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
                            if (!(message.values && message.values.length))
                                message.values = [];
                            message.values.push($root.google.protobuf.Value.decode(reader, reader.size(), $undefined, _depth + 1));
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

            ListValue.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.ListValue)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.ListValue: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.google.protobuf.ListValue();
                if (object.values) {
                    if (!$Array.isArray(object.values))
                        throw $TypeError(".google.protobuf.ListValue.values: array expected");
                    message.values = $Array(object.values.length);
                    for (let i = 0; i < object.values.length; ++i) {
                        if (!$util.isObject(object.values[i]))
                            throw $TypeError(".google.protobuf.ListValue.values: object expected");
                        message.values[i] = $root.google.protobuf.Value.fromObject(object.values[i], _depth + 1);
                    }
                }
                return message;
            };

            ListValue.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.values = [];
                if (message.values && message.values.length) {
                    object.values = $Array(message.values.length);
                    for (let j = 0; j < message.values.length; ++j)
                        object.values[j] = $root.google.protobuf.Value.toObject(message.values[j], options, _depth + 1);
                }
                return object;
            };

            ListValue.prototype.toJSON = function() {
                return ListValue.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ListValue;
        })();

        return protobuf;
    })();

    return google;
})();

export {
  $root as default
};
