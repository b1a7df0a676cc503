using System.Text.Json.Serialization;
using EksGrader.Checks.Core;

namespace EksGrader.Db.Model;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalizedText))]
internal sealed partial class EnforcementJson : JsonSerializerContext;
