/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String;

const $root = $protobuf.roots["ambit-zds"] || ($protobuf.roots["ambit-zds"] = {});

export const istio = $root.istio = (() => {

    const istio = {};

    istio.workload = (function() {

        const workload = {};

        workload.zds = (function() {

            const zds = {};

            zds.Version = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "NOT_USED"] = 0;
                values[valuesById[1] = "V1"] = 1;
                return values;
            })();

            zds.ZdsHello = (function() {

                const ZdsHello = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                ZdsHello.prototype.version = 0;

                ZdsHello.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(8).int32(message.version);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                ZdsHello.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.ZdsHello();
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
                                    message.version = value;
                                else
                                    delete message.version;
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

                ZdsHello.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.ZdsHello)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.ZdsHello: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.ZdsHello();
                    if (object.version !== 0 && (typeof object.version !== "string" || $root.istio.workload.zds.Version[object.version] !== 0))
                        switch (object.version) {
                        case "NOT_USED":
                        case 0:
                            message.version = 0;
                            break;
                        case "V1":
                        case 1:
                            message.version = 1;
                            break;
                        default:
                            if (typeof object.version === "number" && (object.version | 0) === object.version)
                                message.version = object.version;
                        }
                    return message;
                };

                ZdsHello.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.version = options.enums === $String ? "NOT_USED" : 0;
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                        object.version = options.enums === $String ? $root.istio.workload.zds.Version[message.version] === $undefined ? message.version : $root.istio.workload.zds.Version[message.version] : message.version;
                    return object;
                };

                ZdsHello.prototype.toJSON = function() {
                    return ZdsHello.toObject(this, $protobuf.util.toJSONOptions);
                };

                return ZdsHello;
            })();

            zds.WorkloadInfo = (function() {

                const WorkloadInfo = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                WorkloadInfo.prototype.name = "";
                WorkloadInfo.prototype.namespace = "";
                WorkloadInfo.prototype.serviceAccount = "";

                WorkloadInfo.encode = function (message, writer, _depth) {
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
                    if (message.serviceAccount != null && $Object.hasOwnProperty.call(message, "serviceAccount") && message.serviceAccount !== "")
                        writer.uint32(26).string(message.serviceAccount);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                WorkloadInfo.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.WorkloadInfo();
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

                WorkloadInfo.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.WorkloadInfo)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.WorkloadInfo: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.WorkloadInfo();
                    if (object.name != null)
                        if (typeof object.name !== "string" || object.name.length)
                            message.name = $String(object.name);
                    if (object.namespace != null)
                        if (typeof object.namespace !== "string" || object.namespace.length)
                            message.namespace = $String(object.namespace);
                    if (object.serviceAccount != null)
                        if (typeof object.serviceAccount !== "string" || object.serviceAccount.length)
                            message.serviceAccount = $String(object.serviceAccount);
                    return message;
                };

                WorkloadInfo.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.name = "";
                        object.namespace = "";
                        object.serviceAccount = "";
                    }
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        object.name = message.name;
                    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                        object.namespace = message.namespace;
                    if (message.serviceAccount != null && $Object.hasOwnProperty.call(message, "serviceAccount"))
                        object.serviceAccount = message.serviceAccount;
                    return object;
                };

                WorkloadInfo.prototype.toJSON = function() {
                    return WorkloadInfo.toObject(this, $protobuf.util.toJSONOptions);
                };

                return WorkloadInfo;
            })();

            zds.AddWorkload = (function() {

                const AddWorkload = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                AddWorkload.prototype.uid = "";
                AddWorkload.prototype.workloadInfo = null;

                AddWorkload.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                        writer.uint32(10).string(message.uid);
                    if (message.workloadInfo != null && $Object.hasOwnProperty.call(message, "workloadInfo"))
                        $root.istio.workload.zds.WorkloadInfo.encode(message.workloadInfo, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                AddWorkload.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.AddWorkload();
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
                                    message.uid = value;
                                else
                                    delete message.uid;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.workloadInfo = $root.istio.workload.zds.WorkloadInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.workloadInfo);
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

                AddWorkload.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.AddWorkload)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.AddWorkload: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.AddWorkload();
                    if (object.uid != null)
                        if (typeof object.uid !== "string" || object.uid.length)
                            message.uid = $String(object.uid);
                    if (object.workloadInfo != null) {
                        if (!$util.isObject(object.workloadInfo))
                            throw $TypeError(".istio.workload.zds.AddWorkload.workloadInfo: object expected");
                        message.workloadInfo = $root.istio.workload.zds.WorkloadInfo.fromObject(object.workloadInfo, _depth + 1);
                    }
                    return message;
                };

                AddWorkload.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.uid = "";
                        object.workloadInfo = null;
                    }
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                        object.uid = message.uid;
                    if (message.workloadInfo != null && $Object.hasOwnProperty.call(message, "workloadInfo"))
                        object.workloadInfo = $root.istio.workload.zds.WorkloadInfo.toObject(message.workloadInfo, options, _depth + 1);
                    return object;
                };

                AddWorkload.prototype.toJSON = function() {
                    return AddWorkload.toObject(this, $protobuf.util.toJSONOptions);
                };

                return AddWorkload;
            })();

            zds.KeepWorkload = (function() {

                const KeepWorkload = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                KeepWorkload.prototype.uid = "";

                KeepWorkload.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                        writer.uint32(10).string(message.uid);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                KeepWorkload.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.KeepWorkload();
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
                                    message.uid = value;
                                else
                                    delete message.uid;
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

                KeepWorkload.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.KeepWorkload)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.KeepWorkload: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.KeepWorkload();
                    if (object.uid != null)
                        if (typeof object.uid !== "string" || object.uid.length)
                            message.uid = $String(object.uid);
                    return message;
                };

                KeepWorkload.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.uid = "";
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                        object.uid = message.uid;
                    return object;
                };

                KeepWorkload.prototype.toJSON = function() {
                    return KeepWorkload.toObject(this, $protobuf.util.toJSONOptions);
                };

                return KeepWorkload;
            })();

            zds.DelWorkload = (function() {

                const DelWorkload = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                DelWorkload.prototype.uid = "";

                DelWorkload.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                        writer.uint32(18).string(message.uid);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                DelWorkload.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.DelWorkload();
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
                                if ((value = reader.stringVerify()).length)
                                    message.uid = value;
                                else
                                    delete message.uid;
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

                DelWorkload.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.DelWorkload)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.DelWorkload: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.DelWorkload();
                    if (object.uid != null)
                        if (typeof object.uid !== "string" || object.uid.length)
                            message.uid = $String(object.uid);
                    return message;
                };

                DelWorkload.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.uid = "";
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                        object.uid = message.uid;
                    return object;
                };

                DelWorkload.prototype.toJSON = function() {
                    return DelWorkload.toObject(this, $protobuf.util.toJSONOptions);
                };

                return DelWorkload;
            })();

            zds.SnapshotSent = (function() {

                const SnapshotSent = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                SnapshotSent.encode = function (message, writer, _depth) {
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

                SnapshotSent.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.SnapshotSent();
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

                SnapshotSent.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.SnapshotSent)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.SnapshotSent: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    return new $root.istio.workload.zds.SnapshotSent();
                };

                SnapshotSent.toObject = function () {
                    return {};
                };

                SnapshotSent.prototype.toJSON = function() {
                    return SnapshotSent.toObject(this, $protobuf.util.toJSONOptions);
                };

                return SnapshotSent;
            })();

            zds.Ack = (function() {

                const Ack = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                Ack.prototype.error = "";

                Ack.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.error != null && $Object.hasOwnProperty.call(message, "error") && message.error !== "")
                        writer.uint32(10).string(message.error);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                Ack.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.Ack();
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
                                    message.error = value;
                                else
                                    delete message.error;
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

                Ack.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.Ack)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.Ack: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.Ack();
                    if (object.error != null)
                        if (typeof object.error !== "string" || object.error.length)
                            message.error = $String(object.error);
                    return message;
                };

                Ack.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.error = "";
                    if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
                        object.error = message.error;
                    return object;
                };

                Ack.prototype.toJSON = function() {
                    return Ack.toObject(this, $protobuf.util.toJSONOptions);
                };

                return Ack;
            })();

            zds.WorkloadRequest = (function() {

                const WorkloadRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                WorkloadRequest.prototype.add = null;
                WorkloadRequest.prototype.del = null;
                WorkloadRequest.prototype.snapshotSent = null;
                WorkloadRequest.prototype.keep = null;

                let $oneOfFields;

                $Object.defineProperty(WorkloadRequest.prototype, "payload", {
                    get: $util.oneOfGetter($oneOfFields = ["add", "del", "snapshotSent", "keep"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                WorkloadRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.add != null && $Object.hasOwnProperty.call(message, "add"))
                        $root.istio.workload.zds.AddWorkload.encode(message.add, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.del != null && $Object.hasOwnProperty.call(message, "del"))
                        $root.istio.workload.zds.DelWorkload.encode(message.del, writer.uint32(18).fork(), _depth + 1).ldelim();
                    if (message.snapshotSent != null && $Object.hasOwnProperty.call(message, "snapshotSent"))
                        $root.istio.workload.zds.SnapshotSent.encode(message.snapshotSent, writer.uint32(26).fork(), _depth + 1).ldelim();
                    if (message.keep != null && $Object.hasOwnProperty.call(message, "keep"))
                        $root.istio.workload.zds.KeepWorkload.encode(message.keep, writer.uint32(42).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                WorkloadRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.WorkloadRequest();
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
                                message.add = $root.istio.workload.zds.AddWorkload.decode(reader, reader.size(), $undefined, _depth + 1, message.add);
                                message.payload = "add";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.del = $root.istio.workload.zds.DelWorkload.decode(reader, reader.size(), $undefined, _depth + 1, message.del);
                                message.payload = "del";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.snapshotSent = $root.istio.workload.zds.SnapshotSent.decode(reader, reader.size(), $undefined, _depth + 1, message.snapshotSent);
                                message.payload = "snapshotSent";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.keep = $root.istio.workload.zds.KeepWorkload.decode(reader, reader.size(), $undefined, _depth + 1, message.keep);
                                message.payload = "keep";
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

                WorkloadRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.WorkloadRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.WorkloadRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.WorkloadRequest();
                    if (object.add != null) {
                        if (!$util.isObject(object.add))
                            throw $TypeError(".istio.workload.zds.WorkloadRequest.add: object expected");
                        message.add = $root.istio.workload.zds.AddWorkload.fromObject(object.add, _depth + 1);
                    }
                    if (object.del != null) {
                        if (!$util.isObject(object.del))
                            throw $TypeError(".istio.workload.zds.WorkloadRequest.del: object expected");
                        message.del = $root.istio.workload.zds.DelWorkload.fromObject(object.del, _depth + 1);
                    }
                    if (object.snapshotSent != null) {
                        if (!$util.isObject(object.snapshotSent))
                            throw $TypeError(".istio.workload.zds.WorkloadRequest.snapshotSent: object expected");
                        message.snapshotSent = $root.istio.workload.zds.SnapshotSent.fromObject(object.snapshotSent, _depth + 1);
                    }
                    if (object.keep != null) {
                        if (!$util.isObject(object.keep))
                            throw $TypeError(".istio.workload.zds.WorkloadRequest.keep: object expected");
                        message.keep = $root.istio.workload.zds.KeepWorkload.fromObject(object.keep, _depth + 1);
                    }
                    return message;
                };

                WorkloadRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (message.add != null && $Object.hasOwnProperty.call(message, "add")) {
                        object.add = $root.istio.workload.zds.AddWorkload.toObject(message.add, options, _depth + 1);
                        if (options.oneofs)
                            object.payload = "add";
                    }
                    if (message.del != null && $Object.hasOwnProperty.call(message, "del")) {
                        object.del = $root.istio.workload.zds.DelWorkload.toObject(message.del, options, _depth + 1);
                        if (options.oneofs)
                            object.payload = "del";
                    }
                    if (message.snapshotSent != null && $Object.hasOwnProperty.call(message, "snapshotSent")) {
                        object.snapshotSent = $root.istio.workload.zds.SnapshotSent.toObject(message.snapshotSent, options, _depth + 1);
                        if (options.oneofs)
                            object.payload = "snapshotSent";
                    }
                    if (message.keep != null && $Object.hasOwnProperty.call(message, "keep")) {
                        object.keep = $root.istio.workload.zds.KeepWorkload.toObject(message.keep, options, _depth + 1);
                        if (options.oneofs)
                            object.payload = "keep";
                    }
                    return object;
                };

                WorkloadRequest.prototype.toJSON = function() {
                    return WorkloadRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                return WorkloadRequest;
            })();

            zds.WorkloadResponse = (function() {

                const WorkloadResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                WorkloadResponse.prototype.ack = null;

                let $oneOfFields;

                $Object.defineProperty(WorkloadResponse.prototype, "payload", {
                    get: $util.oneOfGetter($oneOfFields = ["ack"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                WorkloadResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                        $root.istio.workload.zds.Ack.encode(message.ack, writer.uint32(10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                WorkloadResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.istio.workload.zds.WorkloadResponse();
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
                                message.ack = $root.istio.workload.zds.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                                message.payload = "ack";
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

                WorkloadResponse.fromObject = function (object, _depth) {
                    if (object instanceof $root.istio.workload.zds.WorkloadResponse)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".istio.workload.zds.WorkloadResponse: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.istio.workload.zds.WorkloadResponse();
                    if (object.ack != null) {
                        if (!$util.isObject(object.ack))
                            throw $TypeError(".istio.workload.zds.WorkloadResponse.ack: object expected");
                        message.ack = $root.istio.workload.zds.Ack.fromObject(object.ack, _depth + 1);
                    }
                    return message;
                };

                WorkloadResponse.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (message.ack != null && $Object.hasOwnProperty.call(message, "ack")) {
                        object.ack = $root.istio.workload.zds.Ack.toObject(message.ack, options, _depth + 1);
                        if (options.oneofs)
                            object.payload = "ack";
                    }
                    return object;
                };

                WorkloadResponse.prototype.toJSON = function() {
                    return WorkloadResponse.toObject(this, $protobuf.util.toJSONOptions);
                };

                return WorkloadResponse;
            })();

            return zds;
        })();

        return workload;
    })();

    return istio;
})();

export {
  $root as default
};
