using System.Text.Json.Serialization;

namespace EksGrader.Db.Model;

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class LinesJson : JsonSerializerContext;
