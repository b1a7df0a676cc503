namespace EksGrader.Simulator.Plans;

/// <summary>What a student who deletes his cluster leaves behind.</summary>
[Flags]
public enum PracticeLeftovers
{
    /// <summary>Nothing but log groups, as everybody.</summary>
    None = 0,

    /// <summary>The web application's load balancer.</summary>
    LoadBalancer = 1,

    /// <summary>A volume of a claim.</summary>
    Volume = 2,

    /// <summary>The NAT gateway with its address, in eksctl's network.</summary>
    NatGateway = 4,

    /// <summary>eksctl's stack, whose deletion failed.</summary>
    Stack = 8,

    /// <summary>A node that goes on running.</summary>
    Instance = 16,
}
