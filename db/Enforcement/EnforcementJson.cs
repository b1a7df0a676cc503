using System.Text.Json.Serialization;
using EksGrader.Checks;

namespace EksGrader.Db.Enforcement;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalizedText))]
internal sealed partial class EnforcementJson : JsonSerializerContext;
