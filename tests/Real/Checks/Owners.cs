using k8s;
using k8s.Models;

namespace EksGrader.Tests.Real.Checks;

/// <summary>How an object names what made it.</summary>
internal static class Owners
{
    /// <summary>The reference to a controller, as the server has it.</summary>
    public static V1OwnerReference Controller(IKubernetesObject<V1ObjectMeta> owner) =>
        new() { ApiVersion = owner.ApiVersion, Kind = owner.Kind, Name = owner.Name(), Uid = owner.Uid(), Controller = true };
}
