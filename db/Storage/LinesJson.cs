using System.Text.Json.Serialization;

namespace EksGrader.Db.Storage;

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class LinesJson : JsonSerializerContext;
