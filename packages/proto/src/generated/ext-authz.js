/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Number = $util.global.Number, $parseInt = $util.global.parseInt, $BigInt = $util.global.BigInt, $Array = $util.global.Array, $Boolean = $util.global.Boolean;

const $root = $protobuf.roots["ambit-ext-authz"] || ($protobuf.roots["ambit-ext-authz"] = {});

export const envoy = $root.envoy = (() => {

    const envoy = {};

    envoy.service = (function() {

        const service = {};

        service.auth = (function() {

            const auth = {};

            auth.v3 = (function() {

                const v3 = {};

                v3.CheckRequest = (function() {

                    const CheckRequest = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CheckRequest.prototype.attributes = null;

                    CheckRequest.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                            $root.envoy.service.auth.v3.AttributeContext.encode(message.attributes, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CheckRequest.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.CheckRequest();
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
                                    message.attributes = $root.envoy.service.auth.v3.AttributeContext.decode(reader, reader.size(), $undefined, _depth + 1, message.attributes);
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

                    CheckRequest.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.CheckRequest)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.CheckRequest: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.CheckRequest();
                        if (object.attributes != null) {
                            if (!$util.isObject(object.attributes))
                                throw $TypeError(".envoy.service.auth.v3.CheckRequest.attributes: object expected");
                            message.attributes = $root.envoy.service.auth.v3.AttributeContext.fromObject(object.attributes, _depth + 1);
                        }
                        return message;
                    };

                    CheckRequest.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.defaults)
                            object.attributes = null;
                        if (message.attributes != null && $Object.hasOwnProperty.call(message, "attributes"))
                            object.attributes = $root.envoy.service.auth.v3.AttributeContext.toObject(message.attributes, options, _depth + 1);
                        return object;
                    };

                    CheckRequest.prototype.toJSON = function() {
                        return CheckRequest.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return CheckRequest;
                })();

                v3.AttributeContext = (function() {

                    const AttributeContext = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    AttributeContext.prototype.source = null;
                    AttributeContext.prototype.destination = null;
                    AttributeContext.prototype.request = null;

                    AttributeContext.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                            $root.envoy.service.auth.v3.AttributeContext.Peer.encode(message.source, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                            $root.envoy.service.auth.v3.AttributeContext.Peer.encode(message.destination, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                            $root.envoy.service.auth.v3.AttributeContext.Request.encode(message.request, writer.uint32(34).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    AttributeContext.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.AttributeContext();
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
                                    message.source = $root.envoy.service.auth.v3.AttributeContext.Peer.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.destination = $root.envoy.service.auth.v3.AttributeContext.Peer.decode(reader, reader.size(), $undefined, _depth + 1, message.destination);
                                    continue;
                                }
                            case 4: {
                                    if (wireType !== 2)
                                        break;
                                    message.request = $root.envoy.service.auth.v3.AttributeContext.Request.decode(reader, reader.size(), $undefined, _depth + 1, message.request);
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

                    AttributeContext.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.AttributeContext)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.AttributeContext: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.AttributeContext();
                        if (object.source != null) {
                            if (!$util.isObject(object.source))
                                throw $TypeError(".envoy.service.auth.v3.AttributeContext.source: object expected");
                            message.source = $root.envoy.service.auth.v3.AttributeContext.Peer.fromObject(object.source, _depth + 1);
                        }
                        if (object.destination != null) {
                            if (!$util.isObject(object.destination))
                                throw $TypeError(".envoy.service.auth.v3.AttributeContext.destination: object expected");
                            message.destination = $root.envoy.service.auth.v3.AttributeContext.Peer.fromObject(object.destination, _depth + 1);
                        }
                        if (object.request != null) {
                            if (!$util.isObject(object.request))
                                throw $TypeError(".envoy.service.auth.v3.AttributeContext.request: object expected");
                            message.request = $root.envoy.service.auth.v3.AttributeContext.Request.fromObject(object.request, _depth + 1);
                        }
                        return message;
                    };

                    AttributeContext.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.defaults) {
                            object.source = null;
                            object.destination = null;
                            object.request = null;
                        }
                        if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                            object.source = $root.envoy.service.auth.v3.AttributeContext.Peer.toObject(message.source, options, _depth + 1);
                        if (message.destination != null && $Object.hasOwnProperty.call(message, "destination"))
                            object.destination = $root.envoy.service.auth.v3.AttributeContext.Peer.toObject(message.destination, options, _depth + 1);
                        if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                            object.request = $root.envoy.service.auth.v3.AttributeContext.Request.toObject(message.request, options, _depth + 1);
                        return object;
                    };

                    AttributeContext.prototype.toJSON = function() {
                        return AttributeContext.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    AttributeContext.Peer = (function() {

                        const Peer = function (properties) {
                            if (properties)
                                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                        this[keys[i]] = properties[keys[i]];
                        };

                        Peer.prototype.address = null;
                        Peer.prototype.principal = "";

                        Peer.encode = function (message, writer, _depth) {
                            if (!writer)
                                writer = $Writer.create();
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                                $root.envoy.service.auth.v3.Address.encode(message.address, writer.uint32(10).fork(), _depth + 1).ldelim();
                            if (message.principal != null && $Object.hasOwnProperty.call(message, "principal") && message.principal !== "")
                                writer.uint32(34).string(message.principal);
                            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                                for (let i = 0; i < message.$unknowns.length; ++i)
                                    writer.raw(message.$unknowns[i]);
                            return writer;
                        };

                        Peer.decode = function (reader, length, _end, _depth, _target) {
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
                            message = _target || new $root.envoy.service.auth.v3.AttributeContext.Peer();
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
                                        message.address = $root.envoy.service.auth.v3.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.address);
                                        continue;
                                    }
                                case 4: {
                                        if (wireType !== 2)
                                            break;
                                        if ((value = reader.stringVerify()).length)
                                            message.principal = value;
                                        else
                                            delete message.principal;
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

                        Peer.fromObject = function (object, _depth) {
                            if (object instanceof $root.envoy.service.auth.v3.AttributeContext.Peer)
                                return object;
                            if (!$util.isObject(object))
                                throw $TypeError(".envoy.service.auth.v3.AttributeContext.Peer: object expected");
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            let message = new $root.envoy.service.auth.v3.AttributeContext.Peer();
                            if (object.address != null) {
                                if (!$util.isObject(object.address))
                                    throw $TypeError(".envoy.service.auth.v3.AttributeContext.Peer.address: object expected");
                                message.address = $root.envoy.service.auth.v3.Address.fromObject(object.address, _depth + 1);
                            }
                            if (object.principal != null)
                                if (typeof object.principal !== "string" || object.principal.length)
                                    message.principal = $String(object.principal);
                            return message;
                        };

                        Peer.toObject = function (message, options, _depth) {
                            if (!options)
                                options = {};
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            let object = {};
                            if (options.defaults) {
                                object.address = null;
                                object.principal = "";
                            }
                            if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                                object.address = $root.envoy.service.auth.v3.Address.toObject(message.address, options, _depth + 1);
                            if (message.principal != null && $Object.hasOwnProperty.call(message, "principal"))
                                object.principal = message.principal;
                            return object;
                        };

                        Peer.prototype.toJSON = function() {
                            return Peer.toObject(this, $protobuf.util.toJSONOptions);
                        };

                        return Peer;
                    })();

                    AttributeContext.Request = (function() {

                        const Request = function (properties) {
                            if (properties)
                                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                        this[keys[i]] = properties[keys[i]];
                        };

                        Request.prototype.time = null;
                        Request.prototype.http = null;

                        Request.encode = function (message, writer, _depth) {
                            if (!writer)
                                writer = $Writer.create();
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            if (message.time != null && $Object.hasOwnProperty.call(message, "time"))
                                $root.envoy.service.auth.v3.Timestamp.encode(message.time, writer.uint32(10).fork(), _depth + 1).ldelim();
                            if (message.http != null && $Object.hasOwnProperty.call(message, "http"))
                                $root.envoy.service.auth.v3.AttributeContext.HttpRequest.encode(message.http, writer.uint32(18).fork(), _depth + 1).ldelim();
                            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                                for (let i = 0; i < message.$unknowns.length; ++i)
                                    writer.raw(message.$unknowns[i]);
                            return writer;
                        };

                        Request.decode = function (reader, length, _end, _depth, _target) {
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
                            message = _target || new $root.envoy.service.auth.v3.AttributeContext.Request();
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
                                        message.time = $root.envoy.service.auth.v3.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.time);
                                        continue;
                                    }
                                case 2: {
                                        if (wireType !== 2)
                                            break;
                                        message.http = $root.envoy.service.auth.v3.AttributeContext.HttpRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.http);
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

                        Request.fromObject = function (object, _depth) {
                            if (object instanceof $root.envoy.service.auth.v3.AttributeContext.Request)
                                return object;
                            if (!$util.isObject(object))
                                throw $TypeError(".envoy.service.auth.v3.AttributeContext.Request: object expected");
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            let message = new $root.envoy.service.auth.v3.AttributeContext.Request();
                            if (object.time != null) {
                                if (!$util.isObject(object.time))
                                    throw $TypeError(".envoy.service.auth.v3.AttributeContext.Request.time: object expected");
                                message.time = $root.envoy.service.auth.v3.Timestamp.fromObject(object.time, _depth + 1);
                            }
                            if (object.http != null) {
                                if (!$util.isObject(object.http))
                                    throw $TypeError(".envoy.service.auth.v3.AttributeContext.Request.http: object expected");
                                message.http = $root.envoy.service.auth.v3.AttributeContext.HttpRequest.fromObject(object.http, _depth + 1);
                            }
                            return message;
                        };

                        Request.toObject = function (message, options, _depth) {
                            if (!options)
                                options = {};
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            let object = {};
                            if (options.defaults) {
                                object.time = null;
                                object.http = null;
                            }
                            if (message.time != null && $Object.hasOwnProperty.call(message, "time"))
                                object.time = $root.envoy.service.auth.v3.Timestamp.toObject(message.time, options, _depth + 1);
                            if (message.http != null && $Object.hasOwnProperty.call(message, "http"))
                                object.http = $root.envoy.service.auth.v3.AttributeContext.HttpRequest.toObject(message.http, options, _depth + 1);
                            return object;
                        };

                        Request.prototype.toJSON = function() {
                            return Request.toObject(this, $protobuf.util.toJSONOptions);
                        };

                        return Request;
                    })();

                    AttributeContext.HttpRequest = (function() {

                        const HttpRequest = function (properties) {
                            this.headers = {};
                            if (properties)
                                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                        this[keys[i]] = properties[keys[i]];
                        };

                        HttpRequest.prototype.id = "";
                        HttpRequest.prototype.method = "";
                        HttpRequest.prototype.headers = $util.emptyObject;
                        HttpRequest.prototype.path = "";
                        HttpRequest.prototype.host = "";
                        HttpRequest.prototype.scheme = "";
                        HttpRequest.prototype.size = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
                        HttpRequest.prototype.protocol = "";
                        HttpRequest.prototype.body = "";
                        HttpRequest.prototype.rawBody = $util.newBuffer([]);

                        HttpRequest.encode = function (message, writer, _depth) {
                            if (!writer)
                                writer = $Writer.create();
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                                writer.uint32(10).string(message.id);
                            if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== "")
                                writer.uint32(18).string(message.method);
                            if (message.headers != null && $Object.hasOwnProperty.call(message, "headers"))
                                for (let keys = $Object.keys(message.headers), i = 0; i < keys.length; ++i)
                                    writer.uint32(26).fork().uint32(10).string(keys[i]).uint32(18).string(message.headers[keys[i]]).ldelim();
                            if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                                writer.uint32(34).string(message.path);
                            if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                                writer.uint32(42).string(message.host);
                            if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme") && message.scheme !== "")
                                writer.uint32(50).string(message.scheme);
                            if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                                writer.uint32(72).int64(message.size);
                            if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== "")
                                writer.uint32(82).string(message.protocol);
                            if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body !== "")
                                writer.uint32(90).string(message.body);
                            if (message.rawBody != null && $Object.hasOwnProperty.call(message, "rawBody") && message.rawBody.length)
                                writer.uint32(98).bytes(message.rawBody);
                            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                                for (let i = 0; i < message.$unknowns.length; ++i)
                                    writer.raw(message.$unknowns[i]);
                            return writer;
                        };

                        HttpRequest.decode = function (reader, length, _end, _depth, _target) {
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
                            message = _target || new $root.envoy.service.auth.v3.AttributeContext.HttpRequest();
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
                                            message.method = value;
                                        else
                                            delete message.method;
                                        continue;
                                    }
                                case 3: {
                                        if (wireType !== 2)
                                            break;
                                        if (message.headers === $util.emptyObject)
                                            message.headers = {};
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
                                            $util.makeProp(message.headers, key);
                                        message.headers[key] = value;
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
                                case 5: {
                                        if (wireType !== 2)
                                            break;
                                        if ((value = reader.stringVerify()).length)
                                            message.host = value;
                                        else
                                            delete message.host;
                                        continue;
                                    }
                                case 6: {
                                        if (wireType !== 2)
                                            break;
                                        if ((value = reader.stringVerify()).length)
                                            message.scheme = value;
                                        else
                                            delete message.scheme;
                                        continue;
                                    }
                                case 9: {
                                        if (wireType !== 0)
                                            break;
                                        if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                            message.size = value;
                                        else
                                            delete message.size;
                                        continue;
                                    }
                                case 10: {
                                        if (wireType !== 2)
                                            break;
                                        if ((value = reader.stringVerify()).length)
                                            message.protocol = value;
                                        else
                                            delete message.protocol;
                                        continue;
                                    }
                                case 11: {
                                        if (wireType !== 2)
                                            break;
                                        if ((value = reader.stringVerify()).length)
                                            message.body = value;
                                        else
                                            delete message.body;
                                        continue;
                                    }
                                case 12: {
                                        if (wireType !== 2)
                                            break;
                                        if ((value = reader.bytes()).length)
                                            message.rawBody = value;
                                        else
                                            delete message.rawBody;
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

                        HttpRequest.fromObject = function (object, _depth) {
                            if (object instanceof $root.envoy.service.auth.v3.AttributeContext.HttpRequest)
                                return object;
                            if (!$util.isObject(object))
                                throw $TypeError(".envoy.service.auth.v3.AttributeContext.HttpRequest: object expected");
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            let message = new $root.envoy.service.auth.v3.AttributeContext.HttpRequest();
                            if (object.id != null)
                                if (typeof object.id !== "string" || object.id.length)
                                    message.id = $String(object.id);
                            if (object.method != null)
                                if (typeof object.method !== "string" || object.method.length)
                                    message.method = $String(object.method);
                            if (object.headers) {
                                if (!$util.isObject(object.headers))
                                    throw $TypeError(".envoy.service.auth.v3.AttributeContext.HttpRequest.headers: object expected");
                                message.headers = {};
                                for (let keys = $Object.keys(object.headers), i = 0; i < keys.length; ++i) {
                                    if (keys[i] === "__proto__")
                                        $util.makeProp(message.headers, keys[i]);
                                    message.headers[keys[i]] = $String(object.headers[keys[i]]);
                                }
                            }
                            if (object.path != null)
                                if (typeof object.path !== "string" || object.path.length)
                                    message.path = $String(object.path);
                            if (object.host != null)
                                if (typeof object.host !== "string" || object.host.length)
                                    message.host = $String(object.host);
                            if (object.scheme != null)
                                if (typeof object.scheme !== "string" || object.scheme.length)
                                    message.scheme = $String(object.scheme);
                            if (object.size != null)
                                if (typeof object.size === "object" ? object.size.low || object.size.high : $Number(object.size) !== 0)
                                    if ($util.Long)
                                        message.size = $util.Long.fromValue(object.size, false);
                                    else if (typeof object.size === "string")
                                        message.size = $parseInt(object.size, 10);
                                    else if (typeof object.size === "number")
                                        message.size = object.size;
                                    else if (typeof object.size === "object")
                                        message.size = new $util.LongBits(object.size.low >>> 0, object.size.high >>> 0).toNumber();
                            if (object.protocol != null)
                                if (typeof object.protocol !== "string" || object.protocol.length)
                                    message.protocol = $String(object.protocol);
                            if (object.body != null)
                                if (typeof object.body !== "string" || object.body.length)
                                    message.body = $String(object.body);
                            if (object.rawBody != null)
                                if (object.rawBody.length)
                                    if (typeof object.rawBody === "string")
                                        $util.base64.decode(object.rawBody, message.rawBody = $util.newBuffer($util.base64.length(object.rawBody)), 0);
                                    else if (object.rawBody.length >= 0)
                                        message.rawBody = object.rawBody;
                            return message;
                        };

                        HttpRequest.toObject = function (message, options, _depth) {
                            if (!options)
                                options = {};
                            if (_depth === $undefined)
                                _depth = 0;
                            if (_depth > $util.recursionLimit)
                                throw $Error("max depth exceeded");
                            let object = {};
                            if (options.objects || options.defaults)
                                object.headers = {};
                            if (options.defaults) {
                                object.id = "";
                                object.method = "";
                                object.path = "";
                                object.host = "";
                                object.scheme = "";
                                if ($util.Long) {
                                    let long = new $util.Long(0, 0, false);
                                    object.size = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                                } else
                                    object.size = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                                object.protocol = "";
                                object.body = "";
                                if (options.bytes === $String)
                                    object.rawBody = "";
                                else {
                                    object.rawBody = [];
                                    if (options.bytes !== $Array)
                                        object.rawBody = $util.newBuffer(object.rawBody);
                                }
                            }
                            if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                                object.id = message.id;
                            if (message.method != null && $Object.hasOwnProperty.call(message, "method"))
                                object.method = message.method;
                            let keys2;
                            if (message.headers && (keys2 = $Object.keys(message.headers)).length) {
                                object.headers = {};
                                for (let j = 0; j < keys2.length; ++j) {
                                    if (keys2[j] === "__proto__")
                                        $util.makeProp(object.headers, keys2[j]);
                                    object.headers[keys2[j]] = message.headers[keys2[j]];
                                }
                            }
                            if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                                object.path = message.path;
                            if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
                                object.host = message.host;
                            if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme"))
                                object.scheme = message.scheme;
                            if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
                                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                                    object.size = typeof message.size === "number" ? $BigInt(message.size) : $util.Long.fromBits(message.size.low >>> 0, message.size.high >>> 0, false).toBigInt();
                                else if (typeof message.size === "number")
                                    object.size = options.longs === $String ? $String(message.size) : message.size;
                                else
                                    object.size = options.longs === $String ? $util.Long.prototype.toString.call(message.size) : options.longs === $Number ? new $util.LongBits(message.size.low >>> 0, message.size.high >>> 0).toNumber() : message.size;
                            if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                                object.protocol = message.protocol;
                            if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                                object.body = message.body;
                            if (message.rawBody != null && $Object.hasOwnProperty.call(message, "rawBody"))
                                object.rawBody = options.bytes === $String ? $util.base64.encode(message.rawBody, 0, message.rawBody.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.rawBody) : message.rawBody;
                            return object;
                        };

                        HttpRequest.prototype.toJSON = function() {
                            return HttpRequest.toObject(this, $protobuf.util.toJSONOptions);
                        };

                        return HttpRequest;
                    })();

                    return AttributeContext;
                })();

                v3.Timestamp = (function() {

                    const Timestamp = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Timestamp.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
                    Timestamp.prototype.nanos = 0;

                    Timestamp.encode = function (message, writer, _depth) {
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

                    Timestamp.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.Timestamp();
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

                    Timestamp.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.Timestamp)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.Timestamp: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.Timestamp();
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

                    Timestamp.toObject = function (message, options, _depth) {
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

                    Timestamp.prototype.toJSON = function() {
                        return Timestamp.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return Timestamp;
                })();

                v3.Address = (function() {

                    const Address = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Address.prototype.socketAddress = null;

                    Address.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.socketAddress != null && $Object.hasOwnProperty.call(message, "socketAddress"))
                            $root.envoy.service.auth.v3.SocketAddress.encode(message.socketAddress, writer.uint32(10).fork(), _depth + 1).ldelim();
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
                        message = _target || new $root.envoy.service.auth.v3.Address();
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
                                    message.socketAddress = $root.envoy.service.auth.v3.SocketAddress.decode(reader, reader.size(), $undefined, _depth + 1, message.socketAddress);
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
                        if (object instanceof $root.envoy.service.auth.v3.Address)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.Address: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.Address();
                        if (object.socketAddress != null) {
                            if (!$util.isObject(object.socketAddress))
                                throw $TypeError(".envoy.service.auth.v3.Address.socketAddress: object expected");
                            message.socketAddress = $root.envoy.service.auth.v3.SocketAddress.fromObject(object.socketAddress, _depth + 1);
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
                        if (options.defaults)
                            object.socketAddress = null;
                        if (message.socketAddress != null && $Object.hasOwnProperty.call(message, "socketAddress"))
                            object.socketAddress = $root.envoy.service.auth.v3.SocketAddress.toObject(message.socketAddress, options, _depth + 1);
                        return object;
                    };

                    Address.prototype.toJSON = function() {
                        return Address.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return Address;
                })();

                v3.SocketAddress = (function() {

                    const SocketAddress = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    SocketAddress.prototype.address = "";
                    SocketAddress.prototype.portValue = 0;

                    SocketAddress.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                            writer.uint32(18).string(message.address);
                        if (message.portValue != null && $Object.hasOwnProperty.call(message, "portValue") && message.portValue !== 0)
                            writer.uint32(24).uint32(message.portValue);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    SocketAddress.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.SocketAddress();
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
                                        message.address = value;
                                    else
                                        delete message.address;
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.uint32())
                                        message.portValue = value;
                                    else
                                        delete message.portValue;
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

                    SocketAddress.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.SocketAddress)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.SocketAddress: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.SocketAddress();
                        if (object.address != null)
                            if (typeof object.address !== "string" || object.address.length)
                                message.address = $String(object.address);
                        if (object.portValue != null)
                            if ($Number(object.portValue) !== 0)
                                message.portValue = object.portValue >>> 0;
                        return message;
                    };

                    SocketAddress.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.defaults) {
                            object.address = "";
                            object.portValue = 0;
                        }
                        if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                            object.address = message.address;
                        if (message.portValue != null && $Object.hasOwnProperty.call(message, "portValue"))
                            object.portValue = message.portValue;
                        return object;
                    };

                    SocketAddress.prototype.toJSON = function() {
                        return SocketAddress.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return SocketAddress;
                })();

                v3.CheckResponse = (function() {

                    const CheckResponse = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    CheckResponse.prototype.status = null;
                    CheckResponse.prototype.deniedResponse = null;
                    CheckResponse.prototype.okResponse = null;

                    let $oneOfFields;

                    $Object.defineProperty(CheckResponse.prototype, "httpResponse", {
                        get: $util.oneOfGetter($oneOfFields = ["deniedResponse", "okResponse"]),
                        set: $util.oneOfSetter($oneOfFields)
                    });

                    CheckResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                            $root.envoy.service.auth.v3.Status.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.deniedResponse != null && $Object.hasOwnProperty.call(message, "deniedResponse"))
                            $root.envoy.service.auth.v3.DeniedHttpResponse.encode(message.deniedResponse, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.okResponse != null && $Object.hasOwnProperty.call(message, "okResponse"))
                            $root.envoy.service.auth.v3.OkHttpResponse.encode(message.okResponse, writer.uint32(26).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    CheckResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.CheckResponse();
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
                                    message.status = $root.envoy.service.auth.v3.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.deniedResponse = $root.envoy.service.auth.v3.DeniedHttpResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.deniedResponse);
                                    message.httpResponse = "deniedResponse";
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    message.okResponse = $root.envoy.service.auth.v3.OkHttpResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.okResponse);
                                    message.httpResponse = "okResponse";
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

                    CheckResponse.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.CheckResponse)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.CheckResponse: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.CheckResponse();
                        if (object.status != null) {
                            if (!$util.isObject(object.status))
                                throw $TypeError(".envoy.service.auth.v3.CheckResponse.status: object expected");
                            message.status = $root.envoy.service.auth.v3.Status.fromObject(object.status, _depth + 1);
                        }
                        if (object.deniedResponse != null) {
                            if (!$util.isObject(object.deniedResponse))
                                throw $TypeError(".envoy.service.auth.v3.CheckResponse.deniedResponse: object expected");
                            message.deniedResponse = $root.envoy.service.auth.v3.DeniedHttpResponse.fromObject(object.deniedResponse, _depth + 1);
                        }
                        if (object.okResponse != null) {
                            if (!$util.isObject(object.okResponse))
                                throw $TypeError(".envoy.service.auth.v3.CheckResponse.okResponse: object expected");
                            message.okResponse = $root.envoy.service.auth.v3.OkHttpResponse.fromObject(object.okResponse, _depth + 1);
                        }
                        return message;
                    };

                    CheckResponse.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.defaults)
                            object.status = null;
                        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                            object.status = $root.envoy.service.auth.v3.Status.toObject(message.status, options, _depth + 1);
                        if (message.deniedResponse != null && $Object.hasOwnProperty.call(message, "deniedResponse")) {
                            object.deniedResponse = $root.envoy.service.auth.v3.DeniedHttpResponse.toObject(message.deniedResponse, options, _depth + 1);
                            if (options.oneofs)
                                object.httpResponse = "deniedResponse";
                        }
                        if (message.okResponse != null && $Object.hasOwnProperty.call(message, "okResponse")) {
                            object.okResponse = $root.envoy.service.auth.v3.OkHttpResponse.toObject(message.okResponse, options, _depth + 1);
                            if (options.oneofs)
                                object.httpResponse = "okResponse";
                        }
                        return object;
                    };

                    CheckResponse.prototype.toJSON = function() {
                        return CheckResponse.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return CheckResponse;
                })();

                v3.Status = (function() {

                    const Status = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    Status.prototype.code = 0;

                    Status.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                            writer.uint32(8).int32(message.code);
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
                        message = _target || new $root.envoy.service.auth.v3.Status();
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
                        if (object instanceof $root.envoy.service.auth.v3.Status)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.Status: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.Status();
                        if (object.code != null)
                            if ($Number(object.code) !== 0)
                                message.code = object.code | 0;
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
                        if (options.defaults)
                            object.code = 0;
                        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                            object.code = message.code;
                        return object;
                    };

                    Status.prototype.toJSON = function() {
                        return Status.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return Status;
                })();

                v3.DeniedHttpResponse = (function() {

                    const DeniedHttpResponse = function (properties) {
                        this.headers = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    DeniedHttpResponse.prototype.status = null;
                    DeniedHttpResponse.prototype.headers = $util.emptyArray;
                    DeniedHttpResponse.prototype.body = "";

                    DeniedHttpResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                            $root.envoy.service.auth.v3.HttpStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.headers != null && message.headers.length)
                            for (let i = 0; i < message.headers.length; ++i)
                                $root.envoy.service.auth.v3.HeaderValueOption.encode(message.headers[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body !== "")
                            writer.uint32(26).string(message.body);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    DeniedHttpResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.DeniedHttpResponse();
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
                                    message.status = $root.envoy.service.auth.v3.HttpStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.headers && message.headers.length))
                                        message.headers = [];
                                    message.headers.push($root.envoy.service.auth.v3.HeaderValueOption.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 3: {
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

                    DeniedHttpResponse.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.DeniedHttpResponse)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.DeniedHttpResponse: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.DeniedHttpResponse();
                        if (object.status != null) {
                            if (!$util.isObject(object.status))
                                throw $TypeError(".envoy.service.auth.v3.DeniedHttpResponse.status: object expected");
                            message.status = $root.envoy.service.auth.v3.HttpStatus.fromObject(object.status, _depth + 1);
                        }
                        if (object.headers) {
                            if (!$Array.isArray(object.headers))
                                throw $TypeError(".envoy.service.auth.v3.DeniedHttpResponse.headers: array expected");
                            message.headers = $Array(object.headers.length);
                            for (let i = 0; i < object.headers.length; ++i) {
                                if (!$util.isObject(object.headers[i]))
                                    throw $TypeError(".envoy.service.auth.v3.DeniedHttpResponse.headers: object expected");
                                message.headers[i] = $root.envoy.service.auth.v3.HeaderValueOption.fromObject(object.headers[i], _depth + 1);
                            }
                        }
                        if (object.body != null)
                            if (typeof object.body !== "string" || object.body.length)
                                message.body = $String(object.body);
                        return message;
                    };

                    DeniedHttpResponse.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults)
                            object.headers = [];
                        if (options.defaults) {
                            object.status = null;
                            object.body = "";
                        }
                        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                            object.status = $root.envoy.service.auth.v3.HttpStatus.toObject(message.status, options, _depth + 1);
                        if (message.headers && message.headers.length) {
                            object.headers = $Array(message.headers.length);
                            for (let j = 0; j < message.headers.length; ++j)
                                object.headers[j] = $root.envoy.service.auth.v3.HeaderValueOption.toObject(message.headers[j], options, _depth + 1);
                        }
                        if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
                            object.body = message.body;
                        return object;
                    };

                    DeniedHttpResponse.prototype.toJSON = function() {
                        return DeniedHttpResponse.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return DeniedHttpResponse;
                })();

                v3.HttpStatus = (function() {

                    const HttpStatus = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    HttpStatus.prototype.code = 0;

                    HttpStatus.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                            writer.uint32(8).int32(message.code);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    HttpStatus.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.HttpStatus();
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

                    HttpStatus.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.HttpStatus)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.HttpStatus: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.HttpStatus();
                        if (object.code != null)
                            if ($Number(object.code) !== 0)
                                message.code = object.code | 0;
                        return message;
                    };

                    HttpStatus.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.defaults)
                            object.code = 0;
                        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                            object.code = message.code;
                        return object;
                    };

                    HttpStatus.prototype.toJSON = function() {
                        return HttpStatus.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return HttpStatus;
                })();

                v3.OkHttpResponse = (function() {

                    const OkHttpResponse = function (properties) {
                        this.headers = [];
                        this.headersToRemove = [];
                        this.responseHeadersToAdd = [];
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    OkHttpResponse.prototype.headers = $util.emptyArray;
                    OkHttpResponse.prototype.headersToRemove = $util.emptyArray;
                    OkHttpResponse.prototype.responseHeadersToAdd = $util.emptyArray;

                    OkHttpResponse.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.headers != null && message.headers.length)
                            for (let i = 0; i < message.headers.length; ++i)
                                $root.envoy.service.auth.v3.HeaderValueOption.encode(message.headers[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.headersToRemove != null && message.headersToRemove.length)
                            for (let i = 0; i < message.headersToRemove.length; ++i)
                                writer.uint32(42).string(message.headersToRemove[i]);
                        if (message.responseHeadersToAdd != null && message.responseHeadersToAdd.length)
                            for (let i = 0; i < message.responseHeadersToAdd.length; ++i)
                                $root.envoy.service.auth.v3.HeaderValueOption.encode(message.responseHeadersToAdd[i], writer.uint32(50).fork(), _depth + 1).ldelim();
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    OkHttpResponse.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.OkHttpResponse();
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
                                    if (!(message.headers && message.headers.length))
                                        message.headers = [];
                                    message.headers.push($root.envoy.service.auth.v3.HeaderValueOption.decode(reader, reader.size(), $undefined, _depth + 1));
                                    continue;
                                }
                            case 5: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.headersToRemove && message.headersToRemove.length))
                                        message.headersToRemove = [];
                                    message.headersToRemove.push(reader.stringVerify());
                                    continue;
                                }
                            case 6: {
                                    if (wireType !== 2)
                                        break;
                                    if (!(message.responseHeadersToAdd && message.responseHeadersToAdd.length))
                                        message.responseHeadersToAdd = [];
                                    message.responseHeadersToAdd.push($root.envoy.service.auth.v3.HeaderValueOption.decode(reader, reader.size(), $undefined, _depth + 1));
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

                    OkHttpResponse.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.OkHttpResponse)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.OkHttpResponse: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.OkHttpResponse();
                        if (object.headers) {
                            if (!$Array.isArray(object.headers))
                                throw $TypeError(".envoy.service.auth.v3.OkHttpResponse.headers: array expected");
                            message.headers = $Array(object.headers.length);
                            for (let i = 0; i < object.headers.length; ++i) {
                                if (!$util.isObject(object.headers[i]))
                                    throw $TypeError(".envoy.service.auth.v3.OkHttpResponse.headers: object expected");
                                message.headers[i] = $root.envoy.service.auth.v3.HeaderValueOption.fromObject(object.headers[i], _depth + 1);
                            }
                        }
                        if (object.headersToRemove) {
                            if (!$Array.isArray(object.headersToRemove))
                                throw $TypeError(".envoy.service.auth.v3.OkHttpResponse.headersToRemove: array expected");
                            message.headersToRemove = $Array(object.headersToRemove.length);
                            for (let i = 0; i < object.headersToRemove.length; ++i)
                                message.headersToRemove[i] = $String(object.headersToRemove[i]);
                        }
                        if (object.responseHeadersToAdd) {
                            if (!$Array.isArray(object.responseHeadersToAdd))
                                throw $TypeError(".envoy.service.auth.v3.OkHttpResponse.responseHeadersToAdd: array expected");
                            message.responseHeadersToAdd = $Array(object.responseHeadersToAdd.length);
                            for (let i = 0; i < object.responseHeadersToAdd.length; ++i) {
                                if (!$util.isObject(object.responseHeadersToAdd[i]))
                                    throw $TypeError(".envoy.service.auth.v3.OkHttpResponse.responseHeadersToAdd: object expected");
                                message.responseHeadersToAdd[i] = $root.envoy.service.auth.v3.HeaderValueOption.fromObject(object.responseHeadersToAdd[i], _depth + 1);
                            }
                        }
                        return message;
                    };

                    OkHttpResponse.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.arrays || options.defaults) {
                            object.headers = [];
                            object.headersToRemove = [];
                            object.responseHeadersToAdd = [];
                        }
                        if (message.headers && message.headers.length) {
                            object.headers = $Array(message.headers.length);
                            for (let j = 0; j < message.headers.length; ++j)
                                object.headers[j] = $root.envoy.service.auth.v3.HeaderValueOption.toObject(message.headers[j], options, _depth + 1);
                        }
                        if (message.headersToRemove && message.headersToRemove.length) {
                            object.headersToRemove = $Array(message.headersToRemove.length);
                            for (let j = 0; j < message.headersToRemove.length; ++j)
                                object.headersToRemove[j] = message.headersToRemove[j];
                        }
                        if (message.responseHeadersToAdd && message.responseHeadersToAdd.length) {
                            object.responseHeadersToAdd = $Array(message.responseHeadersToAdd.length);
                            for (let j = 0; j < message.responseHeadersToAdd.length; ++j)
                                object.responseHeadersToAdd[j] = $root.envoy.service.auth.v3.HeaderValueOption.toObject(message.responseHeadersToAdd[j], options, _depth + 1);
                        }
                        return object;
                    };

                    OkHttpResponse.prototype.toJSON = function() {
                        return OkHttpResponse.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return OkHttpResponse;
                })();

                v3.HeaderValueOption = (function() {

                    const HeaderValueOption = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    HeaderValueOption.prototype.header = null;
                    HeaderValueOption.prototype.append = null;
                    HeaderValueOption.prototype.appendAction = 0;

                    HeaderValueOption.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                            $root.envoy.service.auth.v3.HeaderValue.encode(message.header, writer.uint32(10).fork(), _depth + 1).ldelim();
                        if (message.append != null && $Object.hasOwnProperty.call(message, "append"))
                            $root.envoy.service.auth.v3.BoolValue.encode(message.append, writer.uint32(18).fork(), _depth + 1).ldelim();
                        if (message.appendAction != null && $Object.hasOwnProperty.call(message, "appendAction") && message.appendAction !== 0)
                            writer.uint32(24).int32(message.appendAction);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    HeaderValueOption.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.HeaderValueOption();
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
                                    message.header = $root.envoy.service.auth.v3.HeaderValue.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                                    continue;
                                }
                            case 2: {
                                    if (wireType !== 2)
                                        break;
                                    message.append = $root.envoy.service.auth.v3.BoolValue.decode(reader, reader.size(), $undefined, _depth + 1, message.append);
                                    continue;
                                }
                            case 3: {
                                    if (wireType !== 0)
                                        break;
                                    if (value = reader.int32())
                                        message.appendAction = value;
                                    else
                                        delete message.appendAction;
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

                    HeaderValueOption.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.HeaderValueOption)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.HeaderValueOption: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.HeaderValueOption();
                        if (object.header != null) {
                            if (!$util.isObject(object.header))
                                throw $TypeError(".envoy.service.auth.v3.HeaderValueOption.header: object expected");
                            message.header = $root.envoy.service.auth.v3.HeaderValue.fromObject(object.header, _depth + 1);
                        }
                        if (object.append != null) {
                            if (!$util.isObject(object.append))
                                throw $TypeError(".envoy.service.auth.v3.HeaderValueOption.append: object expected");
                            message.append = $root.envoy.service.auth.v3.BoolValue.fromObject(object.append, _depth + 1);
                        }
                        if (object.appendAction !== 0 && (typeof object.appendAction !== "string" || $root.envoy.service.auth.v3.HeaderValueOption.AppendAction[object.appendAction] !== 0))
                            switch (object.appendAction) {
                            case "APPEND_IF_EXISTS_OR_ADD":
                            case 0:
                                message.appendAction = 0;
                                break;
                            case "ADD_IF_ABSENT":
                            case 1:
                                message.appendAction = 1;
                                break;
                            case "OVERWRITE_IF_EXISTS_OR_ADD":
                            case 2:
                                message.appendAction = 2;
                                break;
                            case "OVERWRITE_IF_EXISTS":
                            case 3:
                                message.appendAction = 3;
                                break;
                            default:
                                if (typeof object.appendAction === "number" && (object.appendAction | 0) === object.appendAction)
                                    message.appendAction = object.appendAction;
                            }
                        return message;
                    };

                    HeaderValueOption.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.defaults) {
                            object.header = null;
                            object.append = null;
                            object.appendAction = options.enums === $String ? "APPEND_IF_EXISTS_OR_ADD" : 0;
                        }
                        if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                            object.header = $root.envoy.service.auth.v3.HeaderValue.toObject(message.header, options, _depth + 1);
                        if (message.append != null && $Object.hasOwnProperty.call(message, "append"))
                            object.append = $root.envoy.service.auth.v3.BoolValue.toObject(message.append, options, _depth + 1);
                        if (message.appendAction != null && $Object.hasOwnProperty.call(message, "appendAction"))
                            object.appendAction = options.enums === $String ? $root.envoy.service.auth.v3.HeaderValueOption.AppendAction[message.appendAction] === $undefined ? message.appendAction : $root.envoy.service.auth.v3.HeaderValueOption.AppendAction[message.appendAction] : message.appendAction;
                        return object;
                    };

                    HeaderValueOption.prototype.toJSON = function() {
                        return HeaderValueOption.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    HeaderValueOption.AppendAction = (function() {
                        const valuesById = $Object.create(null), values = $Object.create(valuesById);
                        values[valuesById[0] = "APPEND_IF_EXISTS_OR_ADD"] = 0;
                        values[valuesById[1] = "ADD_IF_ABSENT"] = 1;
                        values[valuesById[2] = "OVERWRITE_IF_EXISTS_OR_ADD"] = 2;
                        values[valuesById[3] = "OVERWRITE_IF_EXISTS"] = 3;
                        return values;
                    })();

                    return HeaderValueOption;
                })();

                v3.HeaderValue = (function() {

                    const HeaderValue = function (properties) {
                        if (properties)
                            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                    this[keys[i]] = properties[keys[i]];
                    };

                    HeaderValue.prototype.key = "";
                    HeaderValue.prototype.value = "";
                    HeaderValue.prototype.rawValue = $util.newBuffer([]);

                    HeaderValue.encode = function (message, writer, _depth) {
                        if (!writer)
                            writer = $Writer.create();
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                            writer.uint32(10).string(message.key);
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                            writer.uint32(18).string(message.value);
                        if (message.rawValue != null && $Object.hasOwnProperty.call(message, "rawValue") && message.rawValue.length)
                            writer.uint32(26).bytes(message.rawValue);
                        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                            for (let i = 0; i < message.$unknowns.length; ++i)
                                writer.raw(message.$unknowns[i]);
                        return writer;
                    };

                    HeaderValue.decode = function (reader, length, _end, _depth, _target) {
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
                        message = _target || new $root.envoy.service.auth.v3.HeaderValue();
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
                                        message.key = value;
                                    else
                                        delete message.key;
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
                            case 3: {
                                    if (wireType !== 2)
                                        break;
                                    if ((value = reader.bytes()).length)
                                        message.rawValue = value;
                                    else
                                        delete message.rawValue;
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

                    HeaderValue.fromObject = function (object, _depth) {
                        if (object instanceof $root.envoy.service.auth.v3.HeaderValue)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.HeaderValue: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.HeaderValue();
                        if (object.key != null)
                            if (typeof object.key !== "string" || object.key.length)
                                message.key = $String(object.key);
                        if (object.value != null)
                            if (typeof object.value !== "string" || object.value.length)
                                message.value = $String(object.value);
                        if (object.rawValue != null)
                            if (object.rawValue.length)
                                if (typeof object.rawValue === "string")
                                    $util.base64.decode(object.rawValue, message.rawValue = $util.newBuffer($util.base64.length(object.rawValue)), 0);
                                else if (object.rawValue.length >= 0)
                                    message.rawValue = object.rawValue;
                        return message;
                    };

                    HeaderValue.toObject = function (message, options, _depth) {
                        if (!options)
                            options = {};
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let object = {};
                        if (options.defaults) {
                            object.key = "";
                            object.value = "";
                            if (options.bytes === $String)
                                object.rawValue = "";
                            else {
                                object.rawValue = [];
                                if (options.bytes !== $Array)
                                    object.rawValue = $util.newBuffer(object.rawValue);
                            }
                        }
                        if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
                            object.key = message.key;
                        if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                            object.value = message.value;
                        if (message.rawValue != null && $Object.hasOwnProperty.call(message, "rawValue"))
                            object.rawValue = options.bytes === $String ? $util.base64.encode(message.rawValue, 0, message.rawValue.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.rawValue) : message.rawValue;
                        return object;
                    };

                    HeaderValue.prototype.toJSON = function() {
                        return HeaderValue.toObject(this, $protobuf.util.toJSONOptions);
                    };

                    return HeaderValue;
                })();

                v3.BoolValue = (function() {

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
                        message = _target || new $root.envoy.service.auth.v3.BoolValue();
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
                        if (object instanceof $root.envoy.service.auth.v3.BoolValue)
                            return object;
                        if (!$util.isObject(object))
                            throw $TypeError(".envoy.service.auth.v3.BoolValue: object expected");
                        if (_depth === $undefined)
                            _depth = 0;
                        if (_depth > $util.recursionLimit)
                            throw $Error("max depth exceeded");
                        let message = new $root.envoy.service.auth.v3.BoolValue();
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

                return v3;
            })();

            return auth;
        })();

        return service;
    })();

    return envoy;
})();

export {
  $root as default
};
