using System.Text.Json.Serialization;
using EksGrader.Checks.Clusters;

namespace EksGrader.Db.Model;

[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Leftover>))]
[JsonSerializable(typeof(ClusterInventory))]
[JsonSerializable(typeof(ClusterIdentity))]
internal sealed partial class LeaseJson : JsonSerializerContext;
