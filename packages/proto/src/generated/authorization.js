/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $Boolean = $util.global.Boolean, $Number = $util.global.Number;

const $root = $protobuf.roots["ambit-authorization"] || ($protobuf.roots["ambit-authorization"] = {});

export const istio = $root.istio = (() => {

    const istio = {};

    istio.security = (function() {

        const security = {};

        security.Scope = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "GLOBAL"] = 0;
            values[valuesById[1] = "NAMESPACE"] = 1;
            values[valuesById[2] = "WORKLOAD_SELECTOR"] = 2;
            return values;
        })();

        security.Action = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ALLOW"] = 0;
            values[valuesById[1] = "DENY"] = 1;
            return values;
        })();

        security.Authorization = (function() {

            const Authorization = function (properties) {
                this.groups = [];
                this.extensions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Authorization.prototype.name = "";
            Authorization.prototype.namespace = "";
            Authorization.prototype.scope = 0;
            Authorization.prototype.action = 0;
            Authorization.prototype.groups = $util.emptyArray;
            Authorization.prototype.dryRun = false;
            Authorization.prototype.extensions = $util.emptyArray;

            Authorization.encode = function (message, writer, _depth) {
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
                if (message.scope != null && $Object.hasOwnProperty.call(message, "scope") && message.scope !== 0)
                    writer.uint32(24).int32(message.scope);
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== 0)
                    writer.uint32(32).int32(message.action);
                if (message.groups != null && message.groups.length)
                    for (let i = 0; i < message.groups.length; ++i)
                        $root.istio.security.Group.encode(message.groups[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.dryRun != null && $Object.hasOwnProperty.call(message, "dryRun") && message.dryRun !== false)
                    writer.uint32(48).bool(message.dryRun);
                if (message.extensions != null && message.extensions.length)
                    for (let i = 0; i < message.extensions.length; ++i)
                        $root.istio.security.Extension.encode(message.extensions[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Authorization.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.security.Authorization();
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
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.scope = value;
                            else
                                delete message.scope;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.groups && message.groups.length))
                                message.groups = [];
                            message.groups.push($root.istio.security.Group.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.dryRun = value;
                            else
                                delete message.dryRun;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.extensions && message.extensions.length))
                                message.extensions = [];
                            message.extensions.push($root.istio.security.Extension.decode(reader, reader.size(), $undefined, _depth + 1));
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

            Authorization.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.security.Authorization)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.Authorization: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.Authorization();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.scope !== 0 && (typeof object.scope !== "string" || $root.istio.security.Scope[object.scope] !== 0))
                    switch (object.scope) {
                    case "GLOBAL":
                    case 0:
                        message.scope = 0;
                        break;
                    case "NAMESPACE":
                    case 1:
                        message.scope = 1;
                        break;
                    case "WORKLOAD_SELECTOR":
                    case 2:
                        message.scope = 2;
                        break;
                    default:
                        if (typeof object.scope === "number" && (object.scope | 0) === object.scope)
                            message.scope = object.scope;
                    }
                if (object.action !== 0 && (typeof object.action !== "string" || $root.istio.security.Action[object.action] !== 0))
                    switch (object.action) {
                    case "ALLOW":
                    case 0:
                        message.action = 0;
                        break;
                    case "DENY":
                    case 1:
                        message.action = 1;
                        break;
                    default:
                        if (typeof object.action === "number" && (object.action | 0) === object.action)
                            message.action = object.action;
                    }
                if (object.groups) {
                    if (!$Array.isArray(object.groups))
                        throw $TypeError(".istio.security.Authorization.groups: array expected");
                    message.groups = $Array(object.groups.length);
                    for (let i = 0; i < object.groups.length; ++i) {
                        if (!$util.isObject(object.groups[i]))
                            throw $TypeError(".istio.security.Authorization.groups: object expected");
                        message.groups[i] = $root.istio.security.Group.fromObject(object.groups[i], _depth + 1);
                    }
                }
                if (object.dryRun != null)
                    if (object.dryRun)
                        message.dryRun = $Boolean(object.dryRun);
                if (object.extensions) {
                    if (!$Array.isArray(object.extensions))
                        throw $TypeError(".istio.security.Authorization.extensions: array expected");
                    message.extensions = $Array(object.extensions.length);
                    for (let i = 0; i < object.extensions.length; ++i) {
                        if (!$util.isObject(object.extensions[i]))
                            throw $TypeError(".istio.security.Authorization.extensions: object expected");
                        message.extensions[i] = $root.istio.security.Extension.fromObject(object.extensions[i], _depth + 1);
                    }
                }
                return message;
            };

            Authorization.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.groups = [];
                    object.extensions = [];
                }
                if (options.defaults) {
                    object.name = "";
                    object.namespace = "";
                    object.scope = options.enums === $String ? "GLOBAL" : 0;
                    object.action = options.enums === $String ? "ALLOW" : 0;
                    object.dryRun = false;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                    object.namespace = message.namespace;
                if (message.scope != null && $Object.hasOwnProperty.call(message, "scope"))
                    object.scope = options.enums === $String ? $root.istio.security.Scope[message.scope] === $undefined ? message.scope : $root.istio.security.Scope[message.scope] : message.scope;
                if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                    object.action = options.enums === $String ? $root.istio.security.Action[message.action] === $undefined ? message.action : $root.istio.security.Action[message.action] : message.action;
                if (message.groups && message.groups.length) {
                    object.groups = $Array(message.groups.length);
                    for (let j = 0; j < message.groups.length; ++j)
                        object.groups[j] = $root.istio.security.Group.toObject(message.groups[j], options, _depth + 1);
                }
                if (message.dryRun != null && $Object.hasOwnProperty.call(message, "dryRun"))
                    object.dryRun = message.dryRun;
                if (message.extensions && message.extensions.length) {
                    object.extensions = $Array(message.extensions.length);
                    for (let j = 0; j < message.extensions.length; ++j)
                        object.extensions[j] = $root.istio.security.Extension.toObject(message.extensions[j], options, _depth + 1);
                }
                return object;
            };

            Authorization.prototype.toJSON = function() {
                return Authorization.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Authorization;
        })();

        security.Group = (function() {

            const Group = function (properties) {
                this.rules = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Group.prototype.rules = $util.emptyArray;

            Group.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rules != null && message.rules.length)
                    for (let i = 0; i < message.rules.length; ++i)
                        $root.istio.security.Rules.encode(message.rules[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Group.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.security.Group();
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
                            if (!(message.rules && message.rules.length))
                                message.rules = [];
                            message.rules.push($root.istio.security.Rules.decode(reader, reader.size(), $undefined, _depth + 1));
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

            Group.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.security.Group)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.Group: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.Group();
                if (object.rules) {
                    if (!$Array.isArray(object.rules))
                        throw $TypeError(".istio.security.Group.rules: array expected");
                    message.rules = $Array(object.rules.length);
                    for (let i = 0; i < object.rules.length; ++i) {
                        if (!$util.isObject(object.rules[i]))
                            throw $TypeError(".istio.security.Group.rules: object expected");
                        message.rules[i] = $root.istio.security.Rules.fromObject(object.rules[i], _depth + 1);
                    }
                }
                return message;
            };

            Group.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.rules = [];
                if (message.rules && message.rules.length) {
                    object.rules = $Array(message.rules.length);
                    for (let j = 0; j < message.rules.length; ++j)
                        object.rules[j] = $root.istio.security.Rules.toObject(message.rules[j], options, _depth + 1);
                }
                return object;
            };

            Group.prototype.toJSON = function() {
                return Group.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Group;
        })();

        security.Rules = (function() {

            const Rules = function (properties) {
                this.matches = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Rules.prototype.matches = $util.emptyArray;

            Rules.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.matches != null && message.matches.length)
                    for (let i = 0; i < message.matches.length; ++i)
                        $root.istio.security.Match.encode(message.matches[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Rules.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.security.Rules();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.matches && message.matches.length))
                                message.matches = [];
                            message.matches.push($root.istio.security.Match.decode(reader, reader.size(), $undefined, _depth + 1));
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

            Rules.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.security.Rules)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.Rules: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.Rules();
                if (object.matches) {
                    if (!$Array.isArray(object.matches))
                        throw $TypeError(".istio.security.Rules.matches: array expected");
                    message.matches = $Array(object.matches.length);
                    for (let i = 0; i < object.matches.length; ++i) {
                        if (!$util.isObject(object.matches[i]))
                            throw $TypeError(".istio.security.Rules.matches: object expected");
                        message.matches[i] = $root.istio.security.Match.fromObject(object.matches[i], _depth + 1);
                    }
                }
                return message;
            };

            Rules.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.matches = [];
                if (message.matches && message.matches.length) {
                    object.matches = $Array(message.matches.length);
                    for (let j = 0; j < message.matches.length; ++j)
                        object.matches[j] = $root.istio.security.Match.toObject(message.matches[j], options, _depth + 1);
                }
                return object;
            };

            Rules.prototype.toJSON = function() {
                return Rules.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Rules;
        })();

        security.Match = (function() {

            const Match = function (properties) {
                this.namespaces = [];
                this.notNamespaces = [];
                this.principals = [];
                this.notPrincipals = [];
                this.sourceIps = [];
                this.notSourceIps = [];
                this.destinationIps = [];
                this.notDestinationIps = [];
                this.destinationPorts = [];
                this.notDestinationPorts = [];
                this.serviceAccounts = [];
                this.notServiceAccounts = [];
                this.extensions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Match.prototype.namespaces = $util.emptyArray;
            Match.prototype.notNamespaces = $util.emptyArray;
            Match.prototype.principals = $util.emptyArray;
            Match.prototype.notPrincipals = $util.emptyArray;
            Match.prototype.sourceIps = $util.emptyArray;
            Match.prototype.notSourceIps = $util.emptyArray;
            Match.prototype.destinationIps = $util.emptyArray;
            Match.prototype.notDestinationIps = $util.emptyArray;
            Match.prototype.destinationPorts = $util.emptyArray;
            Match.prototype.notDestinationPorts = $util.emptyArray;
            Match.prototype.serviceAccounts = $util.emptyArray;
            Match.prototype.notServiceAccounts = $util.emptyArray;
            Match.prototype.extensions = $util.emptyArray;

            Match.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.namespaces != null && message.namespaces.length)
                    for (let i = 0; i < message.namespaces.length; ++i)
                        $root.istio.security.StringMatch.encode(message.namespaces[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.notNamespaces != null && message.notNamespaces.length)
                    for (let i = 0; i < message.notNamespaces.length; ++i)
                        $root.istio.security.StringMatch.encode(message.notNamespaces[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.principals != null && message.principals.length)
                    for (let i = 0; i < message.principals.length; ++i)
                        $root.istio.security.StringMatch.encode(message.principals[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.notPrincipals != null && message.notPrincipals.length)
                    for (let i = 0; i < message.notPrincipals.length; ++i)
                        $root.istio.security.StringMatch.encode(message.notPrincipals[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.sourceIps != null && message.sourceIps.length)
                    for (let i = 0; i < message.sourceIps.length; ++i)
                        $root.istio.security.Address.encode(message.sourceIps[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.notSourceIps != null && message.notSourceIps.length)
                    for (let i = 0; i < message.notSourceIps.length; ++i)
                        $root.istio.security.Address.encode(message.notSourceIps[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.destinationIps != null && message.destinationIps.length)
                    for (let i = 0; i < message.destinationIps.length; ++i)
                        $root.istio.security.Address.encode(message.destinationIps[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.notDestinationIps != null && message.notDestinationIps.length)
                    for (let i = 0; i < message.notDestinationIps.length; ++i)
                        $root.istio.security.Address.encode(message.notDestinationIps[i], writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.destinationPorts != null && message.destinationPorts.length)
                    writer.uint32(74).uint32s(message.destinationPorts);
                if (message.notDestinationPorts != null && message.notDestinationPorts.length)
                    writer.uint32(82).uint32s(message.notDestinationPorts);
                if (message.serviceAccounts != null && message.serviceAccounts.length)
                    for (let i = 0; i < message.serviceAccounts.length; ++i)
                        $root.istio.security.ServiceAccountMatch.encode(message.serviceAccounts[i], writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.notServiceAccounts != null && message.notServiceAccounts.length)
                    for (let i = 0; i < message.notServiceAccounts.length; ++i)
                        $root.istio.security.ServiceAccountMatch.encode(message.notServiceAccounts[i], writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.extensions != null && message.extensions.length)
                    for (let i = 0; i < message.extensions.length; ++i)
                        $root.istio.security.Extension.encode(message.extensions[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Match.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.security.Match();
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
                            if (!(message.namespaces && message.namespaces.length))
                                message.namespaces = [];
                            message.namespaces.push($root.istio.security.StringMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notNamespaces && message.notNamespaces.length))
                                message.notNamespaces = [];
                            message.notNamespaces.push($root.istio.security.StringMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.principals && message.principals.length))
                                message.principals = [];
                            message.principals.push($root.istio.security.StringMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notPrincipals && message.notPrincipals.length))
                                message.notPrincipals = [];
                            message.notPrincipals.push($root.istio.security.StringMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sourceIps && message.sourceIps.length))
                                message.sourceIps = [];
                            message.sourceIps.push($root.istio.security.Address.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notSourceIps && message.notSourceIps.length))
                                message.notSourceIps = [];
                            message.notSourceIps.push($root.istio.security.Address.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.destinationIps && message.destinationIps.length))
                                message.destinationIps = [];
                            message.destinationIps.push($root.istio.security.Address.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notDestinationIps && message.notDestinationIps.length))
                                message.notDestinationIps = [];
                            message.notDestinationIps.push($root.istio.security.Address.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.destinationPorts && message.destinationPorts.length))
                                    message.destinationPorts = [];
                                reader.uint32s(message.destinationPorts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.destinationPorts && message.destinationPorts.length))
                                message.destinationPorts = [];
                            message.destinationPorts.push(reader.uint32());
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.notDestinationPorts && message.notDestinationPorts.length))
                                    message.notDestinationPorts = [];
                                reader.uint32s(message.notDestinationPorts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.notDestinationPorts && message.notDestinationPorts.length))
                                message.notDestinationPorts = [];
                            message.notDestinationPorts.push(reader.uint32());
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.serviceAccounts && message.serviceAccounts.length))
                                message.serviceAccounts = [];
                            message.serviceAccounts.push($root.istio.security.ServiceAccountMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.notServiceAccounts && message.notServiceAccounts.length))
                                message.notServiceAccounts = [];
                            message.notServiceAccounts.push($root.istio.security.ServiceAccountMatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.extensions && message.extensions.length))
                                message.extensions = [];
                            message.extensions.push($root.istio.security.Extension.decode(reader, reader.size(), $undefined, _depth + 1));
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

            Match.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.security.Match)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.Match: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.Match();
                if (object.namespaces) {
                    if (!$Array.isArray(object.namespaces))
                        throw $TypeError(".istio.security.Match.namespaces: array expected");
                    message.namespaces = $Array(object.namespaces.length);
                    for (let i = 0; i < object.namespaces.length; ++i) {
                        if (!$util.isObject(object.namespaces[i]))
                            throw $TypeError(".istio.security.Match.namespaces: object expected");
                        message.namespaces[i] = $root.istio.security.StringMatch.fromObject(object.namespaces[i], _depth + 1);
                    }
                }
                if (object.notNamespaces) {
                    if (!$Array.isArray(object.notNamespaces))
                        throw $TypeError(".istio.security.Match.notNamespaces: array expected");
                    message.notNamespaces = $Array(object.notNamespaces.length);
                    for (let i = 0; i < object.notNamespaces.length; ++i) {
                        if (!$util.isObject(object.notNamespaces[i]))
                            throw $TypeError(".istio.security.Match.notNamespaces: object expected");
                        message.notNamespaces[i] = $root.istio.security.StringMatch.fromObject(object.notNamespaces[i], _depth + 1);
                    }
                }
                if (object.principals) {
                    if (!$Array.isArray(object.principals))
                        throw $TypeError(".istio.security.Match.principals: array expected");
                    message.principals = $Array(object.principals.length);
                    for (let i = 0; i < object.principals.length; ++i) {
                        if (!$util.isObject(object.principals[i]))
                            throw $TypeError(".istio.security.Match.principals: object expected");
                        message.principals[i] = $root.istio.security.StringMatch.fromObject(object.principals[i], _depth + 1);
                    }
                }
                if (object.notPrincipals) {
                    if (!$Array.isArray(object.notPrincipals))
                        throw $TypeError(".istio.security.Match.notPrincipals: array expected");
                    message.notPrincipals = $Array(object.notPrincipals.length);
                    for (let i = 0; i < object.notPrincipals.length; ++i) {
                        if (!$util.isObject(object.notPrincipals[i]))
                            throw $TypeError(".istio.security.Match.notPrincipals: object expected");
                        message.notPrincipals[i] = $root.istio.security.StringMatch.fromObject(object.notPrincipals[i], _depth + 1);
                    }
                }
                if (object.sourceIps) {
                    if (!$Array.isArray(object.sourceIps))
                        throw $TypeError(".istio.security.Match.sourceIps: array expected");
                    message.sourceIps = $Array(object.sourceIps.length);
                    for (let i = 0; i < object.sourceIps.length; ++i) {
                        if (!$util.isObject(object.sourceIps[i]))
                            throw $TypeError(".istio.security.Match.sourceIps: object expected");
                        message.sourceIps[i] = $root.istio.security.Address.fromObject(object.sourceIps[i], _depth + 1);
                    }
                }
                if (object.notSourceIps) {
                    if (!$Array.isArray(object.notSourceIps))
                        throw $TypeError(".istio.security.Match.notSourceIps: array expected");
                    message.notSourceIps = $Array(object.notSourceIps.length);
                    for (let i = 0; i < object.notSourceIps.length; ++i) {
                        if (!$util.isObject(object.notSourceIps[i]))
                            throw $TypeError(".istio.security.Match.notSourceIps: object expected");
                        message.notSourceIps[i] = $root.istio.security.Address.fromObject(object.notSourceIps[i], _depth + 1);
                    }
                }
                if (object.destinationIps) {
                    if (!$Array.isArray(object.destinationIps))
                        throw $TypeError(".istio.security.Match.destinationIps: array expected");
                    message.destinationIps = $Array(object.destinationIps.length);
                    for (let i = 0; i < object.destinationIps.length; ++i) {
                        if (!$util.isObject(object.destinationIps[i]))
                            throw $TypeError(".istio.security.Match.destinationIps: object expected");
                        message.destinationIps[i] = $root.istio.security.Address.fromObject(object.destinationIps[i], _depth + 1);
                    }
                }
                if (object.notDestinationIps) {
                    if (!$Array.isArray(object.notDestinationIps))
                        throw $TypeError(".istio.security.Match.notDestinationIps: array expected");
                    message.notDestinationIps = $Array(object.notDestinationIps.length);
                    for (let i = 0; i < object.notDestinationIps.length; ++i) {
                        if (!$util.isObject(object.notDestinationIps[i]))
                            throw $TypeError(".istio.security.Match.notDestinationIps: object expected");
                        message.notDestinationIps[i] = $root.istio.security.Address.fromObject(object.notDestinationIps[i], _depth + 1);
                    }
                }
                if (object.destinationPorts) {
                    if (!$Array.isArray(object.destinationPorts))
                        throw $TypeError(".istio.security.Match.destinationPorts: array expected");
                    message.destinationPorts = $Array(object.destinationPorts.length);
                    for (let i = 0; i < object.destinationPorts.length; ++i)
                        message.destinationPorts[i] = object.destinationPorts[i] >>> 0;
                }
                if (object.notDestinationPorts) {
                    if (!$Array.isArray(object.notDestinationPorts))
                        throw $TypeError(".istio.security.Match.notDestinationPorts: array expected");
                    message.notDestinationPorts = $Array(object.notDestinationPorts.length);
                    for (let i = 0; i < object.notDestinationPorts.length; ++i)
                        message.notDestinationPorts[i] = object.notDestinationPorts[i] >>> 0;
                }
                if (object.serviceAccounts) {
                    if (!$Array.isArray(object.serviceAccounts))
                        throw $TypeError(".istio.security.Match.serviceAccounts: array expected");
                    message.serviceAccounts = $Array(object.serviceAccounts.length);
                    for (let i = 0; i < object.serviceAccounts.length; ++i) {
                        if (!$util.isObject(object.serviceAccounts[i]))
                            throw $TypeError(".istio.security.Match.serviceAccounts: object expected");
                        message.serviceAccounts[i] = $root.istio.security.ServiceAccountMatch.fromObject(object.serviceAccounts[i], _depth + 1);
                    }
                }
                if (object.notServiceAccounts) {
                    if (!$Array.isArray(object.notServiceAccounts))
                        throw $TypeError(".istio.security.Match.notServiceAccounts: array expected");
                    message.notServiceAccounts = $Array(object.notServiceAccounts.length);
                    for (let i = 0; i < object.notServiceAccounts.length; ++i) {
                        if (!$util.isObject(object.notServiceAccounts[i]))
                            throw $TypeError(".istio.security.Match.notServiceAccounts: object expected");
                        message.notServiceAccounts[i] = $root.istio.security.ServiceAccountMatch.fromObject(object.notServiceAccounts[i], _depth + 1);
                    }
                }
                if (object.extensions) {
                    if (!$Array.isArray(object.extensions))
                        throw $TypeError(".istio.security.Match.extensions: array expected");
                    message.extensions = $Array(object.extensions.length);
                    for (let i = 0; i < object.extensions.length; ++i) {
                        if (!$util.isObject(object.extensions[i]))
                            throw $TypeError(".istio.security.Match.extensions: object expected");
                        message.extensions[i] = $root.istio.security.Extension.fromObject(object.extensions[i], _depth + 1);
                    }
                }
                return message;
            };

            Match.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.namespaces = [];
                    object.notNamespaces = [];
                    object.principals = [];
                    object.notPrincipals = [];
                    object.sourceIps = [];
                    object.notSourceIps = [];
                    object.destinationIps = [];
                    object.notDestinationIps = [];
                    object.destinationPorts = [];
                    object.notDestinationPorts = [];
                    object.serviceAccounts = [];
                    object.notServiceAccounts = [];
                    object.extensions = [];
                }
                if (message.namespaces && message.namespaces.length) {
                    object.namespaces = $Array(message.namespaces.length);
                    for (let j = 0; j < message.namespaces.length; ++j)
                        object.namespaces[j] = $root.istio.security.StringMatch.toObject(message.namespaces[j], options, _depth + 1);
                }
                if (message.notNamespaces && message.notNamespaces.length) {
                    object.notNamespaces = $Array(message.notNamespaces.length);
                    for (let j = 0; j < message.notNamespaces.length; ++j)
                        object.notNamespaces[j] = $root.istio.security.StringMatch.toObject(message.notNamespaces[j], options, _depth + 1);
                }
                if (message.principals && message.principals.length) {
                    object.principals = $Array(message.principals.length);
                    for (let j = 0; j < message.principals.length; ++j)
                        object.principals[j] = $root.istio.security.StringMatch.toObject(message.principals[j], options, _depth + 1);
                }
                if (message.notPrincipals && message.notPrincipals.length) {
                    object.notPrincipals = $Array(message.notPrincipals.length);
                    for (let j = 0; j < message.notPrincipals.length; ++j)
                        object.notPrincipals[j] = $root.istio.security.StringMatch.toObject(message.notPrincipals[j], options, _depth + 1);
                }
                if (message.sourceIps && message.sourceIps.length) {
                    object.sourceIps = $Array(message.sourceIps.length);
                    for (let j = 0; j < message.sourceIps.length; ++j)
                        object.sourceIps[j] = $root.istio.security.Address.toObject(message.sourceIps[j], options, _depth + 1);
                }
                if (message.notSourceIps && message.notSourceIps.length) {
                    object.notSourceIps = $Array(message.notSourceIps.length);
                    for (let j = 0; j < message.notSourceIps.length; ++j)
                        object.notSourceIps[j] = $root.istio.security.Address.toObject(message.notSourceIps[j], options, _depth + 1);
                }
                if (message.destinationIps && message.destinationIps.length) {
                    object.destinationIps = $Array(message.destinationIps.length);
                    for (let j = 0; j < message.destinationIps.length; ++j)
                        object.destinationIps[j] = $root.istio.security.Address.toObject(message.destinationIps[j], options, _depth + 1);
                }
                if (message.notDestinationIps && message.notDestinationIps.length) {
                    object.notDestinationIps = $Array(message.notDestinationIps.length);
                    for (let j = 0; j < message.notDestinationIps.length; ++j)
                        object.notDestinationIps[j] = $root.istio.security.Address.toObject(message.notDestinationIps[j], options, _depth + 1);
                }
                if (message.destinationPorts && message.destinationPorts.length) {
                    object.destinationPorts = $Array(message.destinationPorts.length);
                    for (let j = 0; j < message.destinationPorts.length; ++j)
                        object.destinationPorts[j] = message.destinationPorts[j];
                }
                if (message.notDestinationPorts && message.notDestinationPorts.length) {
                    object.notDestinationPorts = $Array(message.notDestinationPorts.length);
                    for (let j = 0; j < message.notDestinationPorts.length; ++j)
                        object.notDestinationPorts[j] = message.notDestinationPorts[j];
                }
                if (message.serviceAccounts && message.serviceAccounts.length) {
                    object.serviceAccounts = $Array(message.serviceAccounts.length);
                    for (let j = 0; j < message.serviceAccounts.length; ++j)
                        object.serviceAccounts[j] = $root.istio.security.ServiceAccountMatch.toObject(message.serviceAccounts[j], options, _depth + 1);
                }
                if (message.notServiceAccounts && message.notServiceAccounts.length) {
                    object.notServiceAccounts = $Array(message.notServiceAccounts.length);
                    for (let j = 0; j < message.notServiceAccounts.length; ++j)
                        object.notServiceAccounts[j] = $root.istio.security.ServiceAccountMatch.toObject(message.notServiceAccounts[j], options, _depth + 1);
                }
                if (message.extensions && message.extensions.length) {
                    object.extensions = $Array(message.extensions.length);
                    for (let j = 0; j < message.extensions.length; ++j)
                        object.extensions[j] = $root.istio.security.Extension.toObject(message.extensions[j], options, _depth + 1);
                }
                return object;
            };

            Match.prototype.toJSON = function() {
                return Match.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Match;
        })();

        security.Address = (function() {

            const Address = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Address.prototype.address = $util.newBuffer([]);
            Address.prototype.length = 0;

            Address.encode = function (message, writer, _depth) {
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

            Address.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.security.Address();
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

            Address.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.security.Address)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.Address: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.Address();
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

            Address.toObject = function (message, options, _depth) {
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

            Address.prototype.toJSON = function() {
                return Address.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Address;
        })();

        security.ServiceAccountMatch = (function() {

            const ServiceAccountMatch = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ServiceAccountMatch.prototype.namespace = "";
            ServiceAccountMatch.prototype.serviceAccount = "";

            ServiceAccountMatch.encode = function (message, writer, _depth) {
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

            ServiceAccountMatch.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.security.ServiceAccountMatch();
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

            ServiceAccountMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.security.ServiceAccountMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.ServiceAccountMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.ServiceAccountMatch();
                if (object.namespace != null)
                    if (typeof object.namespace !== "string" || object.namespace.length)
                        message.namespace = $String(object.namespace);
                if (object.serviceAccount != null)
                    if (typeof object.serviceAccount !== "string" || object.serviceAccount.length)
                        message.serviceAccount = $String(object.serviceAccount);
                return message;
            };

            ServiceAccountMatch.toObject = function (message, options, _depth) {
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

            ServiceAccountMatch.prototype.toJSON = function() {
                return ServiceAccountMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ServiceAccountMatch;
        })();

        security.StringMatch = (function() {

            const StringMatch = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            StringMatch.prototype.exact = null;
            StringMatch.prototype.prefix = null;
            StringMatch.prototype.suffix = null;
            StringMatch.prototype.presence = null;

            let $oneOfFields;

            $Object.defineProperty(StringMatch.prototype, "matchType", {
                get: $util.oneOfGetter($oneOfFields = ["exact", "prefix", "suffix", "presence"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            StringMatch.encode = function (message, writer, _depth) {
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
                if (message.presence != null && $Object.hasOwnProperty.call(message, "presence"))
                    $root.google.protobuf.Empty.encode(message.presence, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            StringMatch.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.istio.security.StringMatch();
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
                            message.matchType = "exact";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.prefix = reader.stringVerify();
                            message.matchType = "prefix";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.suffix = reader.stringVerify();
                            message.matchType = "suffix";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.presence = $root.google.protobuf.Empty.decode(reader, reader.size(), $undefined, _depth + 1, message.presence);
                            message.matchType = "presence";
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

            StringMatch.fromObject = function (object, _depth) {
                if (object instanceof $root.istio.security.StringMatch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.StringMatch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.StringMatch();
                if (object.exact != null)
                    message.exact = $String(object.exact);
                if (object.prefix != null)
                    message.prefix = $String(object.prefix);
                if (object.suffix != null)
                    message.suffix = $String(object.suffix);
                if (object.presence != null) {
                    if (!$util.isObject(object.presence))
                        throw $TypeError(".istio.security.StringMatch.presence: object expected");
                    message.presence = $root.google.protobuf.Empty.fromObject(object.presence, _depth + 1);
                }
                return message;
            };

            StringMatch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (message.exact != null && $Object.hasOwnProperty.call(message, "exact")) {
                    object.exact = message.exact;
                    if (options.oneofs)
                        object.matchType = "exact";
                }
                if (message.prefix != null && $Object.hasOwnProperty.call(message, "prefix")) {
                    object.prefix = message.prefix;
                    if (options.oneofs)
                        object.matchType = "prefix";
                }
                if (message.suffix != null && $Object.hasOwnProperty.call(message, "suffix")) {
                    object.suffix = message.suffix;
                    if (options.oneofs)
                        object.matchType = "suffix";
                }
                if (message.presence != null && $Object.hasOwnProperty.call(message, "presence")) {
                    object.presence = $root.google.protobuf.Empty.toObject(message.presence, options, _depth + 1);
                    if (options.oneofs)
                        object.matchType = "presence";
                }
                return object;
            };

            StringMatch.prototype.toJSON = function() {
                return StringMatch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return StringMatch;
        })();

        security.Extension = (function() {

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
                message = _target || new $root.istio.security.Extension();
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
                if (object instanceof $root.istio.security.Extension)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".istio.security.Extension: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.istio.security.Extension();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.config != null) {
                    if (!$util.isObject(object.config))
                        throw $TypeError(".istio.security.Extension.config: object expected");
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

        return security;
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

        protobuf.Empty = (function() {

            const Empty = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Empty.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Empty.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.google.protobuf.Empty();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
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

            Empty.fromObject = function (object, _depth) {
                if (object instanceof $root.google.protobuf.Empty)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".google.protobuf.Empty: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                return new $root.google.protobuf.Empty();
            };

            Empty.toObject = function () {
                return {};
            };

            Empty.prototype.toJSON = function() {
                return Empty.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Empty;
        })();

        return protobuf;
    })();

    return google;
})();

export {
  $root as default
};
